package io.trainwatt.agent.sysfs;

import io.trainwatt.agent.sensor.MonotonicClock;
import io.trainwatt.agent.sensor.Reading;
import java.util.List;

/** Reads what is told of one device, from one file or several. Used by one thread at a time. */
public interface DeviceReader extends AutoCloseable {
  /**
   * Reads it; what cannot be read or understood is a failed reading with path and reason.
   *
   * @param content to read with; what it held is lost
   * @param into takes a reading for each name under which the device is known
   */
  void read(Content content, MonotonicClock clock, List<Reading> into);

  /** Whether what it reads is not there any more. */
  boolean isGone();

  @Override
  void close();
}
