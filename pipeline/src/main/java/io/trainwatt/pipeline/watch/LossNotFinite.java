package io.trainwatt.pipeline.watch;

import io.trainwatt.events.alert.Severity;
import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.progress.Progress;
import io.trainwatt.pipeline.account.RunEvent;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.Map;
import java.util.TreeMap;

/**
 * A rank reports a loss that is no number: what it computes from here on is worth nothing. A few
 * finite losses of the same rank end it, since mixed-precision training skips a bad step now and
 * then.
 */
final class LossNotFinite implements Detector {
  /**
   * Settings.
   *
   * @param fireAfter losses in a row that are no number before it is said
   * @param clearAfter finite losses in a row after which it is over
   */
  record Config(int fireAfter, int clearAfter) {
    static final Config DEFAULT = new Config(1, 5);

    Config {
      if (fireAfter < 1 || clearAfter < 1) {
        throw new IllegalArgumentException("loss not finite: both counts must be above zero");
      }
    }
  }

  private static final int VERSION = 1;

  private final Config config;
  // The rank that is watched while something is wrong; meaningless while nothing is.
  private int rank;
  private int badInARow;
  private int goodInARow;
  private long sinceWallMicros;
  private long microjoulesSince;
  private String loss = "";
  private String step = "";

  LossNotFinite(Config config) {
    this.config = config;
  }

  @Override
  public String rule() {
    return "LossNotFinite";
  }

  @Override
  public Severity severity() {
    return Severity.CRITICAL;
  }

  @Override
  public void observe(RunEvent event) {
    switch (event) {
      case RunEvent.Used(var slice) -> {
        if (badInARow > 0 && slice.toWallMicros() > sinceWallMicros) {
          microjoulesSince += slice.inTotalMicrojoules();
        }
      }
      case RunEvent.Progressed(var progress) ->
          progress.loss().or(progress::validationLoss).ifPresent(said -> said(said, progress));
      case RunEvent.Described ignored -> {}
      case RunEvent.Learnt ignored -> {}
      case RunEvent.Accounted ignored -> {}
    }
  }

  private void said(Loss said, Progress progress) {
    switch (said) {
      case Loss.NonFinite kind -> bad(kind, progress);
      case Loss.Finite ignored -> {
        if (badInARow > 0 && progress.rank() == rank) {
          good();
        }
      }
    }
  }

  private void bad(Loss.NonFinite kind, Progress progress) {
    if (badInARow > 0 && progress.rank() != rank) {
      return;
    }
    if (badInARow == 0) {
      rank = progress.rank();
      sinceWallMicros = progress.wallMicros();
      microjoulesSince = 0;
      step = progress.step().isPresent() ? Long.toString(progress.step().getAsLong()) : "";
    }
    badInARow++;
    goodInARow = 0;
    loss =
        switch (kind) {
          case NAN -> "NaN";
          case POSITIVE_INFINITY -> "Infinity";
          case NEGATIVE_INFINITY -> "-Infinity";
        };
  }

  private void good() {
    goodInARow++;
    boolean neverSaid = badInARow < config.fireAfter;
    if (neverSaid || goodInARow >= config.clearAfter) {
      badInARow = 0;
      goodInARow = 0;
    }
  }

  @Override
  public Verdict verdict() {
    if (badInARow < config.fireAfter) {
      return new Verdict.Clear();
    }
    Map<String, String> evidence = new TreeMap<>();
    evidence.put("loss", loss);
    evidence.put("rank", Integer.toString(rank));
    if (!step.isEmpty()) {
      evidence.put("step", step);
    }
    return new Verdict.Firing(
        sinceWallMicros,
        "The loss is %s%s: what the run computes now is worth nothing."
            .formatted(loss, step.isEmpty() ? "" : " since step " + step),
        "Stop the run and go on from a checkpoint before that step with a lower learning rate or"
            + " gradient clipping.",
        microjoulesSince,
        evidence);
  }

  @Override
  public void write(StateWriter out) {
    out.number(VERSION);
    out.number(rank);
    out.number(badInARow);
    out.number(goodInARow);
    out.number(sinceWallMicros);
    out.number(microjoulesSince);
    out.text(loss);
    out.text(step);
  }

  @Override
  public void read(StateReader in) {
    in.version(rule(), VERSION);
    rank = in.count();
    badInARow = in.count();
    goodInARow = in.count();
    sinceWallMicros = in.number();
    microjoulesSince = in.number();
    loss = in.text();
    step = in.text();
  }
}
