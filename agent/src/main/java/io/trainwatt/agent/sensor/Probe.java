package io.trainwatt.agent.sensor;

import io.trainwatt.events.node.Finding;
import java.util.List;

/**
 * What a sensor found.
 *
 * @param devices what it can read
 * @param unused what it saw and will not read
 * @param findings what cannot be measured, and the line that mends it
 */
public record Probe(List<Device> devices, List<Unused> unused, List<Finding> findings) {

  /** Nothing there, nothing wrong. */
  public static final Probe NOTHING = new Probe(List.of(), List.of(), List.of());

  public Probe {
    devices = List.copyOf(devices);
    unused = List.copyOf(unused);
    findings = List.copyOf(findings);
  }

  /**
   * Something a sensor saw and will not read.
   *
   * @param name its name, qualified by what contains it
   * @param where the path or address it was seen at
   * @param why such as "second view of package-0"
   */
  public record Unused(String name, String where, String why) {}
}
