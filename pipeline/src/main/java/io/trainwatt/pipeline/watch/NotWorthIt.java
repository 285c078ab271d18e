package io.trainwatt.pipeline.watch;

import io.trainwatt.events.alert.Severity;
import io.trainwatt.pipeline.account.RunEvent;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.List;
import java.util.Optional;

/**
 * A run that is not worth going on with: one judgement, told as three rules by what is wrong. The
 * first of them carries the judge: it shows it every event and keeps its memory.
 */
final class NotWorthIt implements Detector {
  private final String rule;
  private final Severity severity;
  private final String remedy;
  private final StopJudge judge;
  private final boolean carriesJudge;

  private NotWorthIt(
      String rule, Severity severity, String remedy, StopJudge judge, boolean carriesJudge) {
    this.rule = rule;
    this.severity = severity;
    this.remedy = remedy;
    this.judge = judge;
    this.carriesJudge = carriesJudge;
  }

  /** The three rules of a judge, in the order in which they must see events. */
  static List<Detector> rules(StopJudge judge) {
    return List.of(
        new NotWorthIt(
            "Plateau",
            Severity.WARNING,
            "Stop the run and keep its best checkpoint; if the learning rate is still to fall, tell"
                + " the schedule (label lr_schedule).",
            judge,
            true),
        new NotWorthIt(
            "Overfitting",
            Severity.WARNING,
            "Stop the run and keep the checkpoint of its best validation loss; next time more data,"
                + " regularisation or fewer epochs.",
            judge,
            false),
        new NotWorthIt(
            "Diverging",
            Severity.CRITICAL,
            "Stop the run and go on from a checkpoint before it diverged, with a lower learning rate"
                + " or gradient clipping.",
            judge,
            false));
  }

  @Override
  public String rule() {
    return rule;
  }

  @Override
  public Severity severity() {
    return severity;
  }

  @Override
  public void observe(RunEvent event) {
    if (carriesJudge) {
      judge.observe(event);
    }
  }

  @Override
  public Verdict verdict() {
    Optional<StopJudge.Ruling> ruling = judge.ruling();
    if (ruling.isEmpty() || !ruling.get().reason().rule().equals(rule)) {
      return new Verdict.Clear();
    }
    return new Verdict.Firing(
        ruling.get().sinceWallMicros(),
        ruling.get().summary(),
        remedy,
        ruling.get().microjoulesSince(),
        ruling.get().evidence());
  }

  @Override
  public void write(StateWriter out) {
    if (carriesJudge) {
      judge.write(out);
    }
  }

  @Override
  public void read(StateReader in) {
    if (carriesJudge) {
      judge.read(in);
    }
  }
}
