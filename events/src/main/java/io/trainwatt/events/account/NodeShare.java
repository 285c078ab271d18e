package io.trainwatt.events.account;

import io.trainwatt.events.quantity.Energy;

/**
 * What one node measured while a run was alive on it: {@code measured = attributed + unattributed}.
 *
 * @param attributed to all runs on the node, this one among them
 */
public record NodeShare(
    String node,
    Energy measured,
    Energy attributed,
    Energy unattributed,
    long fromWallMicros,
    long toWallMicros) {}
