package io.trainwatt.events.account;

import io.trainwatt.events.quantity.Energy;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Component;

/**
 * What a subject used of one device in one stretch of time.
 *
 * @param unattributed of a node: the part that belongs to no run; zero for a run
 */
public record SliceEntry(
    String device,
    Component component,
    Quality quality,
    boolean inTotal,
    Energy energy,
    Energy unattributed) {}
