/** How far a run is: the domain side of {@code trainwatt.progress}. */
@NullMarked
package io.trainwatt.events.progress;

import org.jspecify.annotations.NullMarked;
