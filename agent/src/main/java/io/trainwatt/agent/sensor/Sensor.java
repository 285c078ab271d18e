package io.trainwatt.agent.sensor;

import java.util.List;

/**
 * One way of measuring, such as powercap or a model. A sensor knows no other sensor; {@link
 * Inventory} decides what of several counts.
 *
 * <p>Used by one thread at a time, which need not always be the same; what one call wrote the next
 * one sees. A sensor may block: it then delays nobody but itself, and is told as lost until it
 * answers.
 */
public interface Sensor {
  /** A short name for settings, findings and events, such as {@code powercap}. */
  String name();

  /**
   * Looks at the machine anew: at the start, each minute, and when all its devices fail.
   *
   * @return what it can measure, what it saw and will not measure, and what is missing; an absent
   *     or forbidden thing is a finding in it, never an exception. While the machine stays the same
   *     so do devices and their names
   */
  Probe probe();

  /**
   * Reads the devices of the last probe.
   *
   * @return in order of time, any number of readings a device. A device without one has nothing
   *     new, which is no failure; a read that failed is a {@link Reading.Failed}
   */
  List<Reading> read();

  /** How often to read; asked after each probe. */
  default Cadence cadence() {
    return Cadence.AT_TICK;
  }

  /**
   * Whether the machine is no more what the last probe saw, as far as reading showed it; asked
   * after each read. The agent then probes before it reads again.
   */
  default boolean isOutdated() {
    return false;
  }

  /** Lets go of what it holds; nothing is asked of it after that. */
  default void close() {}
}
