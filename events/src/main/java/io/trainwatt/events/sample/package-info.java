/** What an agent measured in one tick: the domain side of {@code trainwatt.samples}. */
@NullMarked
package io.trainwatt.events.sample;

import org.jspecify.annotations.NullMarked;
