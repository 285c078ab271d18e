package io.trainwatt.agent.attribution;

import io.trainwatt.events.sample.DeviceSample;
import io.trainwatt.events.sample.ListedRun;
import io.trainwatt.events.sample.SensorEvent;
import java.util.List;

/**
 * What one tick measured.
 *
 * @param runs every run whose counters the devices may list
 * @param devices those that have been read at least once
 * @param events what the sensors and counters noticed since the previous tick
 * @param checkpoint all that is needed to go on from here; to be committed together with the record
 *     made of the rest, before that may be sent. Not copied: leave it unchanged
 */
@SuppressWarnings("ArrayRecordComponent") // handed straight to the store, never compared
public record Measured(
    List<ListedRun> runs, List<DeviceSample> devices, List<SensorEvent> events, byte[] checkpoint) {
  public Measured {
    runs = List.copyOf(runs);
    devices = List.copyOf(devices);
    events = List.copyOf(events);
  }
}
