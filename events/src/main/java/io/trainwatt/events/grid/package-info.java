/** Carbon intensity: the domain side of {@code trainwatt.grid}. */
@NullMarked
package io.trainwatt.events.grid;

import org.jspecify.annotations.NullMarked;
