package io.trainwatt.pipeline.watch;

import io.trainwatt.events.alert.Severity;
import io.trainwatt.pipeline.meter.RefusedSample;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.Map;

/** Two agents that send for one node: the later one's samples are refused. */
final class TwoAgents implements NodeRule {
  private static final int VERSION = 1;
  private static final String CAUSE = "second live agent";
  // Samples of the rightful agent, one a second, without one of the other.
  private static final int QUIET_SAMPLES = 60;

  private long sinceWallMicros;
  private long refused;
  private int quiet;
  private String detail = "";

  @Override
  public String rule() {
    return "TwoAgents";
  }

  @Override
  public Severity severity() {
    return Severity.CRITICAL;
  }

  @Override
  public void observe(NodeEvent event) {
    switch (event) {
      case NodeEvent.Refused(RefusedSample sample) -> {
        if (sample.cause().equals(CAUSE)) {
          sinceWallMicros = sinceWallMicros == 0 ? sample.wallMicros() : sinceWallMicros;
          refused++;
          quiet = 0;
          detail = sample.detail();
        }
      }
      case NodeEvent.Ticked ignored -> {
        quiet++;
        if (quiet >= QUIET_SAMPLES) {
          sinceWallMicros = 0;
          refused = 0;
        }
      }
    }
  }

  @Override
  public Verdict verdict() {
    return sinceWallMicros == 0
        ? new Verdict.Clear()
        : new Verdict.Firing(
            sinceWallMicros,
            "Two agents send for this node: the samples of the later one are refused.",
            "End one of them, or name its node otherwise; then start the other anew.",
            0,
            Map.of("refused", Long.toString(refused), "detail", detail));
  }

  @Override
  public void write(StateWriter out) {
    out.number(VERSION);
    out.number(sinceWallMicros);
    out.number(refused);
    out.number(quiet);
    out.text(detail);
  }

  @Override
  public void read(StateReader in) {
    in.version(rule(), VERSION);
    sinceWallMicros = in.number();
    refused = in.number();
    quiet = in.count();
    detail = in.text();
  }
}
