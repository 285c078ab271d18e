package io.trainwatt.pipeline.watch;

import io.trainwatt.events.alert.Severity;
import io.trainwatt.events.sample.SensorEvent;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.Map;

/**
 * Two measurements of the same thing on a node that contradict each other. The agent compares every
 * ten minutes; what it says no more is over.
 */
final class SensorDisagrees implements NodeRule {
  private static final int VERSION = 1;
  private static final long QUIET_MICROS = 25L * 60 * 1_000_000;

  private long sinceWallMicros;
  private long saidWallMicros;
  private String device = "";
  private String detail = "";

  @Override
  public String rule() {
    return "SensorDisagrees";
  }

  @Override
  public Severity severity() {
    return Severity.WARNING;
  }

  @Override
  public void observe(NodeEvent event) {
    if (!(event instanceof NodeEvent.Ticked(var tick)) || !tick.newest()) {
      return;
    }
    for (SensorEvent each : tick.sample().events()) {
      if (each.kind().equals("disagreement")) {
        sinceWallMicros = sinceWallMicros == 0 ? each.wallMicros() : sinceWallMicros;
        saidWallMicros = tick.toWallMicros();
        device = each.device();
        detail = each.detail();
      }
    }
    if (sinceWallMicros > 0 && tick.toWallMicros() - saidWallMicros >= QUIET_MICROS) {
      sinceWallMicros = 0;
    }
  }

  @Override
  public Verdict verdict() {
    return sinceWallMicros == 0
        ? new Verdict.Clear()
        : new Verdict.Firing(
            sinceWallMicros,
            "Two measurements of %s contradict each other.".formatted(device),
            "See which one is right (trainwatt doctor, the machine's own display) and take the other"
                + " out of the total (sensors.inTotal).",
            0,
            Map.of(device, detail));
  }

  @Override
  public void write(StateWriter out) {
    out.number(VERSION);
    out.number(sinceWallMicros);
    out.number(saidWallMicros);
    out.text(device);
    out.text(detail);
  }

  @Override
  public void read(StateReader in) {
    in.version(rule(), VERSION);
    sinceWallMicros = in.number();
    saidWallMicros = in.number();
    device = in.text();
    detail = in.text();
  }
}
