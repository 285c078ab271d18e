package io.trainwatt.agent.sensor;

import io.trainwatt.events.sample.StageCount;
import java.util.List;
import java.util.Set;

/**
 * Where a meter gets what sensors find and say. Used by the tick's thread.
 *
 * <p>{@link DirectFeed} asks them on that very thread; the agent's own lets no sensor hold up a
 * tick.
 */
public interface SensorFeed extends AutoCloseable {

  /**
   * What the sensors found last, in order of preference. The same object as long as nothing
   * changed.
   */
  List<Inventory.Looked> looked();

  /**
   * What was read since this was last asked.
   *
   * @param needed names of the sensors whose devices are wanted; others are not asked
   * @param nowNanos the boot's monotonic clock
   */
  List<Said> take(Set<String> needed, long nowNanos);

  /** What happened to the sensors themselves since this was last asked. */
  List<Notice> notices();

  /** Whether some sensors have not yet answered at all, and fallbacks may still wait for them. */
  boolean isGathering();

  /** Readings that came in, were taken, wait, and gave way. */
  StageCount count();

  /** Lets go of the sensors. */
  @Override
  void close();

  /**
   * What a sensor read.
   *
   * @param readings in order of time for each device
   */
  record Said(String sensor, List<Reading> readings) {}

  /**
   * Something that happened to a sensor.
   *
   * @param kind such as {@code sensorLost}
   * @param durationMillis how long it lasted; 0 where it only begins
   */
  record Notice(String sensor, String kind, long durationMillis, String detail) {}
}
