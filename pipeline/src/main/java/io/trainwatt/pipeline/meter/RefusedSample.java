package io.trainwatt.pipeline.meter;

/**
 * A sample that <i>meter</i> refused, for those who watch the node.
 *
 * @param cause the dead letter's short word
 * @param detail what exactly, for a reader
 * @param wallMicros on the collector's clock
 */
public record RefusedSample(String node, String cause, String detail, long wallMicros) {}
