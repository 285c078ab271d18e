package io.trainwatt.agent.sensor;

import java.util.List;

/**
 * One way of measuring, such as powercap or a model. Used by one thread. A sensor knows no other
 * sensor; {@link Inventory} decides what of several counts.
 */
public interface Sensor {
  /** A short name for findings and events, such as {@code powercap}. */
  String name();

  /**
   * Looks at the machine anew.
   *
   * @return what it can measure, what it saw and will not measure, and what is missing; an absent
   *     or forbidden thing is a finding in it, never an exception
   */
  Probe probe();

  /**
   * Reads every device of the last probe once.
   *
   * @return one reading a device; a read that failed is a {@link Reading.Failed}
   */
  List<Reading> read();
}
