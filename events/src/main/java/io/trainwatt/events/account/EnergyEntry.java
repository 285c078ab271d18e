package io.trainwatt.events.account;

import io.trainwatt.events.quantity.Energy;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Component;

/**
 * Energy of one device in one quality since the subject began.
 *
 * @param energy all of it, {@code bridged} included
 * @param filled an estimate of what a gauge missed; in no total
 * @param errorPpm relative error, k = 2
 */
public record EnergyEntry(
    String node,
    String device,
    Component component,
    Quality quality,
    boolean inTotal,
    Energy energy,
    Energy bridged,
    Energy filled,
    int errorPpm,
    String correlationGroup) {}
