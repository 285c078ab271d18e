package io.trainwatt.events.sample;

import java.util.List;

/**
 * What an agent measured in one tick, of all devices of its node.
 *
 * @param node {@code cluster/name}
 * @param sequence grows by one a record of the node; counts what is missing or repeated and orders
 *     gauges, never decides whether energy is added
 * @param boot Linux boot id
 * @param monotonicNanos CLOCK_MONOTONIC of the tick, comparable within one boot
 * @param wallMicros the same instant on the node's wall clock, microseconds since 1970 UTC
 */
public record Sample(
    String node,
    long sequence,
    AgentInstance agent,
    String boot,
    long monotonicNanos,
    long wallMicros,
    List<ListedRun> runs,
    List<DeviceSample> devices,
    List<SensorEvent> events,
    List<StageCount> stages) {

  public Sample {
    Require.text("node", node);
    Require.text("boot", boot);
    Require.notNegative("sequence", sequence);
    Require.notNegative("monotonic_nanos", monotonicNanos);
    runs = List.copyOf(runs);
    devices = List.copyOf(devices);
    events = List.copyOf(events);
    stages = List.copyOf(stages);
  }

  /** When a device's counters were true, on the node's wall clock of this record. */
  public long readWallMicros(DeviceSample device) {
    return wallMicros - (monotonicNanos - device.readMonotonicNanos()) / 1_000;
  }
}
