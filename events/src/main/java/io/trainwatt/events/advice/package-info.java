/** What a run is advised to do: the domain side of {@code trainwatt.advice}. */
@NullMarked
package io.trainwatt.events.advice;

import org.jspecify.annotations.NullMarked;
