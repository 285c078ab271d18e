/** What could not be used: the domain side of {@code trainwatt.deadletter}. */
@NullMarked
package io.trainwatt.events.deadletter;

import org.jspecify.annotations.NullMarked;
