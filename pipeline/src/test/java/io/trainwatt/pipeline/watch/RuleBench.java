package io.trainwatt.pipeline.watch;

import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.progress.Phase;
import io.trainwatt.events.progress.Progress;
import io.trainwatt.events.progress.Scope;
import io.trainwatt.events.progress.Work;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Component;
import io.trainwatt.pipeline.Fleet;
import io.trainwatt.pipeline.account.RunEvent;
import io.trainwatt.pipeline.meter.RunSlice;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** One rule and a run that lives by seconds; its memory is written and read at every event. */
final class RuleBench {
  private final Supplier<Detector> rule;
  private Detector detector;

  RuleBench(Supplier<Detector> rule) {
    this.rule = rule;
    this.detector = rule.get();
  }

  /** A second ends in which the run used energy, processor time and an accelerator. */
  void used(long second, long microjoules, long cpuMicros, OptionalInt acceleratorPpm) {
    used(second - 1, second, microjoules, cpuMicros, acceleratorPpm);
  }

  /** A longer time ends, all in one slice. */
  void used(long from, long to, long microjoules, long cpuMicros, OptionalInt acceleratorPpm) {
    RunSlice.Used part =
        new RunSlice.Used("d", Component.CPU, Quality.COUNTED, true, microjoules, 0, 0, 0, "");
    see(
        new RunEvent.Used(
            new RunSlice(
                "r",
                "n",
                Fleet.micros(from),
                Fleet.micros(to),
                false,
                cpuMicros,
                acceleratorPpm,
                Optional.empty(),
                RunSlice.Share.NONE,
                List.of(part))));
  }

  void used(long second) {
    used(second, 1_000, 900_000, OptionalInt.empty());
  }

  void said(long second, int rank, Loss loss) {
    see(new RunEvent.Progressed(Fleet.progress("r", "n", rank, second * 1_000, second, loss)));
  }

  void said(long second, int rank, long step, Work work) {
    see(
        new RunEvent.Progressed(
            new Progress(
                "r",
                "n",
                "boot",
                second,
                second * 1_000_000_000,
                Fleet.micros(second),
                rank,
                4,
                Scope.RANK,
                "hook",
                OptionalLong.of(step),
                work,
                Optional.empty(),
                Optional.empty(),
                OptionalDouble.empty(),
                Phase.TRAINING,
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalDouble.empty())));
  }

  void said(long second) {
    said(second, 0, new Loss.Finite(1));
  }

  private void see(RunEvent event) {
    detector.observe(event);
    StateWriter out = new StateWriter();
    detector.write(out);
    detector = rule.get();
    detector.read(new StateReader(out.toBytes()));
  }

  Verdict verdict() {
    return detector.verdict();
  }

  Verdict.Firing firing() {
    return (Verdict.Firing) detector.verdict();
  }
}
