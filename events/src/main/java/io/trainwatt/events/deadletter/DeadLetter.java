package io.trainwatt.events.deadletter;

import java.util.Arrays;

/**
 * A record that could not be used, whole or cut, and why.
 *
 * @param cause a short fixed word: "undecodable", "invalid", "books do not balance"
 * @param stage who refused it: "meter", "account", "sink.influx"
 */
@SuppressWarnings(
    "ArrayRecordComponent") // bytes nobody could read have no better type; equals compares contents
public record DeadLetter(
    String cause,
    String detail,
    String topic,
    int partition,
    long offset,
    byte[] key,
    byte[] value,
    boolean truncated,
    long wallMicros,
    String stage) {

  /** The most that is kept of a value. */
  public static final int MAX_VALUE_BYTES = 1 << 20;

  public DeadLetter {
    if (value.length > MAX_VALUE_BYTES) {
      value = Arrays.copyOf(value, MAX_VALUE_BYTES);
      truncated = true;
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DeadLetter that
        && cause.equals(that.cause)
        && detail.equals(that.detail)
        && topic.equals(that.topic)
        && partition == that.partition
        && offset == that.offset
        && Arrays.equals(key, that.key)
        && Arrays.equals(value, that.value)
        && truncated == that.truncated
        && wallMicros == that.wallMicros
        && stage.equals(that.stage);
  }

  @Override
  public int hashCode() {
    return topic.hashCode() * 31 + Long.hashCode(offset);
  }

  @Override
  public String toString() {
    return "DeadLetter[%s from %s-%d@%d by %s: %s]"
        .formatted(cause, topic, partition, offset, stage, detail);
  }
}
