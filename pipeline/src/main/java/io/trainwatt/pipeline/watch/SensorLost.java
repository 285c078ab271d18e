package io.trainwatt.pipeline.watch;

import io.trainwatt.events.alert.Severity;
import io.trainwatt.events.sample.SensorEvent;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.Map;
import java.util.TreeMap;

/**
 * A node whose agent lost a sensor: what it measured is not known until it answers again. An agent
 * that was started anew looks anew, and says so if it loses it, too.
 */
final class SensorLost implements NodeRule {
  private static final int VERSION = 2;
  private static final int MOST = 64;

  /** A sensor that does not answer. */
  private record Lost(long sinceWallMicros, String detail) {}

  private final TreeMap<String, Lost> lost = new TreeMap<>();
  // That speaks for the node; empty while it is not known.
  private String agent = "";

  @Override
  public String rule() {
    return "SensorLost";
  }

  @Override
  public Severity severity() {
    return Severity.WARNING;
  }

  @Override
  public void observe(NodeEvent event) {
    if (event instanceof NodeEvent.Ticked(var tick) && tick.newest()) {
      String now = tick.sample().agent().id();
      if (!agent.isEmpty() && !agent.equals(now)) {
        lost.clear();
      }
      agent = now;
      tick.sample().events().forEach(this::observe);
    }
  }

  private void observe(SensorEvent event) {
    if (event.kind().equals("sensorLost") && lost.size() < MOST) {
      lost.putIfAbsent(event.device(), new Lost(event.wallMicros(), event.detail()));
    } else if (event.kind().equals("sensorFound")) {
      lost.remove(event.device());
    }
  }

  @Override
  public Verdict verdict() {
    if (lost.isEmpty()) {
      return new Verdict.Clear();
    }
    Map<String, String> evidence = new TreeMap<>();
    lost.forEach((device, what) -> evidence.put(device, what.detail));
    return new Verdict.Firing(
        lost.values().stream().mapToLong(Lost::sinceWallMicros).min().orElseThrow(),
        "The agent lost %s: what it measured is not counted meanwhile."
            .formatted(String.join(", ", lost.keySet())),
        "Run trainwatt doctor on the node; look at the driver and the permissions.",
        0,
        evidence);
  }

  @Override
  public void write(StateWriter out) {
    out.number(VERSION);
    out.text(agent);
    out.number(lost.size());
    lost.forEach(
        (device, what) -> {
          out.text(device);
          out.number(what.sinceWallMicros);
          out.text(what.detail);
        });
  }

  @Override
  public void read(StateReader in) {
    agent = in.version(rule(), VERSION) < 2 ? "" : in.text();
    int count = in.count();
    for (int i = 0; i < count; i++) {
      String device = in.text();
      lost.put(device, new Lost(in.number(), in.text()));
    }
  }
}
