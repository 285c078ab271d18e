package io.trainwatt.events.node;

/**
 * Something that cannot be measured, and the one line that mends it.
 *
 * @param remedy empty when nothing on this machine mends it
 */
public record Finding(String subject, String problem, String remedy) {}
