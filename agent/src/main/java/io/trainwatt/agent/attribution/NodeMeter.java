package io.trainwatt.agent.attribution;

import io.trainwatt.agent.sensor.Sensor;
import io.trainwatt.events.node.DeviceFacts;
import io.trainwatt.events.node.Finding;
import java.util.List;
import java.util.Optional;

/**
 * Turns what sensors read into cumulative counters by device, user and quality. In every result and
 * quality, a device's total is the sum of its listed runs, unattributed and retired.
 *
 * <p>Used by one thread.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class NodeMeter {

  /**
   * Probes the sensors and goes on from a checkpoint.
   *
   * @param sensors in order of preference
   * @param boot Linux boot id: epochs go on within one boot only
   * @param checkpoint of the last committed tick; absent at the first start. One that cannot be
   *     read begins new epochs that say so
   */
  public NodeMeter(
      MeterConfig config, List<Sensor> sensors, String boot, Optional<byte[]> checkpoint) {
    throw new UnsupportedOperationException("follows");
  }

  /**
   * Reads all sensors and processes once and divides what was used since the previous tick.
   *
   * @param monotonicNanos the boot's monotonic clock now, the same clock the sensors use
   * @param wallMicros the node's wall clock now, microseconds since 1970 UTC
   */
  public Measured tick(long monotonicNanos, long wallMicros) {
    throw new UnsupportedOperationException("follows");
  }

  /**
   * Makes a process and all that descend from it members of a run, from now on. Repeating it
   * changes nothing; a process of another run moves over. A run that had ended lives again.
   */
  public void register(String run, long pid) {
    throw new UnsupportedOperationException("follows");
  }

  /** The run a living process belongs to, by its process tree. */
  public Optional<String> runOf(long pid) {
    throw new UnsupportedOperationException("follows");
  }

  /** Declares a run over: processes of it that linger belong to nobody from the last tick on. */
  public void end(String run) {
    throw new UnsupportedOperationException("follows");
  }

  /**
   * The broker has the last value of an ended run: its counters move into retired at the next tick
   * and it is listed no more. Without effect on a run that has not ended.
   */
  public void acknowledged(String run) {
    throw new UnsupportedOperationException("follows");
  }

  /** What the devices are and how they are read. */
  public List<DeviceFacts> facts() {
    throw new UnsupportedOperationException("follows");
  }

  /** What cannot be measured here and the line that mends it. */
  public List<Finding> findings() {
    throw new UnsupportedOperationException("follows");
  }
}
