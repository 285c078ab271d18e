/** What a run is called and whether it lives: the domain side of {@code trainwatt.runs}. */
@NullMarked
package io.trainwatt.events.run;

import org.jspecify.annotations.NullMarked;
