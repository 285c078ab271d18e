package io.trainwatt.agent.sysfs;

import io.trainwatt.agent.sensor.MonotonicClock;
import io.trainwatt.agent.sensor.Reading;
import java.util.ArrayList;
import java.util.List;

/**
 * What a sensor found to read when it last looked, and whether something of it vanished since. Used
 * by one thread at a time.
 */
public final class DeviceReaders implements AutoCloseable {
  private final Content content;
  private final MonotonicClock clock;
  private List<DeviceReader> readers = List.of();
  private boolean outdated;

  /** Nothing yet. */
  public DeviceReaders(Content content, MonotonicClock clock) {
    this.content = content;
    this.clock = clock;
  }

  /** From now on reads these; what was read before is closed. */
  public void replace(List<? extends DeviceReader> found) {
    close();
    readers = List.copyOf(found);
  }

  /** Reads each once. */
  public List<Reading> read() {
    List<Reading> readings = new ArrayList<>(readers.size());
    for (DeviceReader reader : readers) {
      int before = readings.size();
      reader.read(content, clock, readings);
      // Whether a file is there is asked only when there is cause to.
      outdated |= failedSince(before, readings) && reader.isGone();
    }
    return readings;
  }

  private static boolean failedSince(int before, List<Reading> readings) {
    for (int i = before; i < readings.size(); i++) {
      if (readings.get(i) instanceof Reading.Failed) {
        return true;
      }
    }
    return false;
  }

  /** Whether something that was found is gone, as far as reading it has shown. */
  public boolean isOutdated() {
    return outdated;
  }

  /** Closes what is open; nothing is read any more. */
  @Override
  public void close() {
    readers.forEach(DeviceReader::close);
    readers = List.of();
    outdated = false;
  }
}
