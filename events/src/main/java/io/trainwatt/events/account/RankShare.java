package io.trainwatt.events.account;

import io.trainwatt.events.quantity.Energy;
import java.util.Optional;

/**
 * One rank of a run.
 *
 * @param steps between its first and its last progress
 * @param durationMicros the time between them
 * @param energy of its node, where it is the run's only rank there
 */
public record RankShare(
    int rank, String node, long steps, long durationMicros, Optional<Energy> energy) {}
