package io.trainwatt.agent.publish;

/**
 * Records that wait to be acknowledged.
 *
 * @param records how many
 * @param bytes as stored
 */
public record Held(long records, long bytes) {}
