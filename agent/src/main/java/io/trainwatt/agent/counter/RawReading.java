package io.trainwatt.agent.counter;

import java.util.OptionalLong;

/**
 * What was read from a source, or that nothing could be.
 *
 * @param atMillis milliseconds of a monotonic clock
 * @param boot changes when nothing can be concluded across it: reboot, driver reload, another
 *     device in the slot
 * @param value microjoules or milliwatts, as the source's kind says; absent when the read failed
 */
public record RawReading(long atMillis, String boot, OptionalLong value) {

  /** A read that gave a value. */
  public static RawReading of(long atMillis, String boot, long value) {
    return new RawReading(atMillis, boot, OptionalLong.of(value));
  }

  /** A read that failed: no sample, never zero. */
  public static RawReading failed(long atMillis, String boot) {
    return new RawReading(atMillis, boot, OptionalLong.empty());
  }
}
