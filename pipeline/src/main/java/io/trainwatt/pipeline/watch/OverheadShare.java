package io.trainwatt.pipeline.watch;

import io.trainwatt.events.alert.Severity;
import io.trainwatt.events.progress.Phase;
import io.trainwatt.pipeline.account.RunEvent;
import io.trainwatt.pipeline.meter.RunSlice;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.time.Duration;
import java.util.Map;

/**
 * A run that spends more than a fifth of its energy on evaluations and checkpoints, as far as it
 * tells its phases.
 */
final class OverheadShare implements Detector {
  private static final int VERSION = 1;
  private static final Duration LASTING = Duration.ofMinutes(20);
  private static final double BEGINS = 0.2;
  private static final double GOES_ON = 0.15;
  private static final int ALL = 0;
  private static final int EVALUATION = 1;
  private static final int CHECKPOINT = 2;

  private final Stretch stretch = new Stretch(LASTING, 10, 3);
  private final Held held = new Held();
  private final Phased phase = new Phased();

  @Override
  public String rule() {
    return "OverheadShare";
  }

  @Override
  public Severity severity() {
    return Severity.WARNING;
  }

  @Override
  public void observe(RunEvent event) {
    if (event instanceof RunEvent.Progressed(var progress)) {
      phase.observe(progress);
    } else if (event instanceof RunEvent.Used(RunSlice slice)) {
      used(slice);
    }
  }

  private void used(RunSlice slice) {
    long energy = slice.inTotalMicrojoules();
    stretch.at(slice.toWallMicros());
    stretch.add(ALL, energy);
    stretch.add(EVALUATION, phase.is(Phase.EVALUATION) ? energy : 0);
    stretch.add(CHECKPOINT, phase.is(Phase.CHECKPOINT) ? energy : 0);
    double share = share();
    held.look(
        stretch.full() && share >= BEGINS,
        share >= GOES_ON,
        stretch.sinceWallMicros(),
        Math.round((share - BEGINS) * stretch.sum(ALL)));
    // Only what is over a fifth.
    held.waste(Math.round(Math.max(0, share - BEGINS) * energy));
  }

  private double share() {
    return stretch.share(EVALUATION, ALL) + stretch.share(CHECKPOINT, ALL);
  }

  @Override
  public Verdict verdict() {
    if (!held.wrong()) {
      return new Verdict.Clear();
    }
    return new Verdict.Firing(
        held.sinceWallMicros(),
        "Evaluations and checkpoints take %s of the energy.".formatted(Words.share(share())),
        "Evaluate less often or on a sample; write checkpoints less often or beside the training.",
        held.wastedMicrojoules(),
        Map.of(
            "evaluation", Words.share(stretch.share(EVALUATION, ALL)),
            "checkpoint", Words.share(stretch.share(CHECKPOINT, ALL))));
  }

  @Override
  public void write(StateWriter out) {
    out.number(VERSION);
    held.write(out);
    stretch.write(out);
    phase.write(out);
  }

  @Override
  public void read(StateReader in) {
    in.version(rule(), VERSION);
    held.read(in);
    stretch.read(in);
    phase.read(in);
  }
}
