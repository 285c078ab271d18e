package io.trainwatt.pipeline.watch;

import io.trainwatt.events.alert.Severity;
import io.trainwatt.events.progress.Phase;
import io.trainwatt.pipeline.account.RunEvent;
import io.trainwatt.pipeline.meter.AcceleratorUse;
import io.trainwatt.pipeline.meter.RunSlice;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.time.Duration;
import java.util.Map;

/**
 * A run that waits for its data: it says so itself (phase {@code data_wait}), or what it computes
 * on goes up and down like a saw while steps are taken.
 */
final class DataStarved implements Detector {
  private static final int VERSION = 1;
  private static final Duration LASTING = Duration.ofMinutes(5);
  // Of an accelerator, or of the busiest the processors were.
  private static final double LOW = 0.15;
  private static final double HIGH = 0.6;
  private static final double LOW_SHARE = 0.3;
  private static final double HIGH_SHARE = 0.2;
  private static final int FLIPS = 12;
  private static final double WAIT_SHARE = 0.3;
  private static final double GOES_ON = 0.6;
  private static final double PPM = 1e6;
  private static final int ALL = 0;
  private static final int IN_LOW = 1;
  private static final int IN_HIGH = 2;
  private static final int TURNS = 3;
  private static final int WAITING = 4;
  private static final int ENERGY = 5;

  private final Stretch stretch = new Stretch(LASTING, 10, 6);
  private final Held held = new Held();
  private final Phased phase = new Phased();
  private boolean low;
  private double mostCores;

  @Override
  public String rule() {
    return "DataStarved";
  }

  @Override
  public Severity severity() {
    return Severity.WARNING;
  }

  @Override
  public void observe(RunEvent event) {
    switch (event) {
      case RunEvent.Progressed(var progress) -> phase.observe(progress);
      case RunEvent.Used(RunSlice slice) -> {
        if (!slice.ended()) {
          used(slice);
        }
      }
      case RunEvent.Learnt ignored -> {}
      case RunEvent.Accounted ignored -> {}
      case RunEvent.Described ignored -> {}
    }
  }

  private void used(RunSlice slice) {
    long micros = Math.max(1, slice.toWallMicros() - slice.fromWallMicros());
    stretch.at(slice.toWallMicros());
    if (phase.trains() && phase.getsOn(slice.toWallMicros())) {
      add(slice, micros);
    }
    double saw =
        Math.min(stretch.share(IN_LOW, ALL) / LOW_SHARE, stretch.share(IN_HIGH, ALL) / HIGH_SHARE);
    double evidence =
        Math.max(
            Math.min(saw, (double) stretch.sum(TURNS) / FLIPS),
            stretch.share(WAITING, ALL) / WAIT_SHARE);
    held.look(
        stretch.full() && evidence >= 1,
        evidence >= GOES_ON,
        stretch.sinceWallMicros(),
        stretch.sum(ENERGY));
  }

  private void add(RunSlice slice, long micros) {
    double busy = busy(slice, micros);
    boolean waits = busy < LOW || phase.is(Phase.DATA_WAIT);
    long energy = waits ? slice.inTotalMicrojoules() : 0;
    stretch.add(ALL, micros);
    stretch.add(IN_LOW, busy < LOW ? micros : 0);
    stretch.add(IN_HIGH, busy > HIGH ? micros : 0);
    stretch.add(WAITING, phase.is(Phase.DATA_WAIT) ? micros : 0);
    stretch.add(ENERGY, energy);
    held.waste(energy);
    if (low ? busy > HIGH : busy < LOW) {
      low = !low;
      stretch.add(TURNS, 1);
    }
  }

  private double busy(RunSlice slice, long micros) {
    AcceleratorUse accelerators = slice.accelerators();
    if (accelerators.told() > 0) {
      return accelerators.utilizationPpm() / PPM / accelerators.told();
    }
    double cores = (double) slice.cpuMicros() / micros;
    // Slowly forgets a peak that never came again.
    mostCores = Math.max(cores, mostCores * 0.999);
    return mostCores > 0 ? cores / mostCores : 1;
  }

  @Override
  public Verdict verdict() {
    if (!held.wrong()) {
      return new Verdict.Clear();
    }
    return new Verdict.Firing(
        held.sinceWallMicros(),
        "The run waits for its data: what it computes on does nothing for %s of the time."
            .formatted(
                Words.share(Math.max(stretch.share(IN_LOW, ALL), stretch.share(WAITING, ALL)))),
        "More loader workers, prefetching, a faster store or format, or a cache of what is decoded.",
        held.wastedMicrojoules(),
        Map.of(
            "below15PercentBusy", Words.share(stretch.share(IN_LOW, ALL)),
            "above60PercentBusy", Words.share(stretch.share(IN_HIGH, ALL)),
            "turns", Long.toString(stretch.sum(TURNS)),
            "saidToWait", Words.share(stretch.share(WAITING, ALL))));
  }

  @Override
  public void write(StateWriter out) {
    out.number(VERSION);
    held.write(out);
    stretch.write(out);
    phase.write(out);
    out.flag(low);
    out.real(mostCores);
  }

  @Override
  public void read(StateReader in) {
    in.version(rule(), VERSION);
    held.read(in);
    stretch.read(in);
    phase.read(in);
    low = in.flag();
    mostCores = in.real();
  }
}
