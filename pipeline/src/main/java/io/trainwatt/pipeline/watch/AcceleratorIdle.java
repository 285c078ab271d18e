package io.trainwatt.pipeline.watch;

import io.trainwatt.events.alert.Severity;
import io.trainwatt.pipeline.account.RunEvent;
import io.trainwatt.pipeline.meter.RunSlice;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.time.Duration;
import java.util.Map;

/**
 * A run that works on processors while the accelerators it holds do nothing. Where neither works it
 * is {@link IdlePower}.
 */
final class AcceleratorIdle implements Detector {
  private static final int VERSION = 1;
  private static final Duration LASTING = Duration.ofMinutes(5);
  private static final int IDLE_BELOW_PPM = 50_000;
  private static final double BEGINS = 0.95;
  private static final double GOES_ON = 0.8;
  private static final double WORKS = 0.02;
  // Before the first work data and models are loaded.
  private static final long START_MICROS = 20L * 60 * 1_000_000;
  private static final int ALL = 0;
  private static final int IDLE = 1;
  private static final int PROCESSOR = 2;
  private static final int ENERGY = 3;

  private final Stretch stretch = new Stretch(LASTING, 10, 4);
  private final Held held = new Held();
  private boolean everBusy;
  private long firstWallMicros;

  @Override
  public String rule() {
    return "AcceleratorIdle";
  }

  @Override
  public Severity severity() {
    return Severity.WARNING;
  }

  @Override
  public void observe(RunEvent event) {
    if (event instanceof RunEvent.Used(RunSlice slice)
        && !slice.ended()
        && slice.acceleratorPpm().isPresent()) {
      used(slice, slice.acceleratorPpm().getAsInt() < IDLE_BELOW_PPM);
    }
  }

  private void used(RunSlice slice, boolean idle) {
    long micros = Math.max(1, slice.toWallMicros() - slice.fromWallMicros());
    long energy = slice.inTotalMicrojoules();
    if (!everBusy && !idle) {
      // Its start is no waste.
      everBusy = true;
      stretch.clear();
    }
    stretch.at(slice.toWallMicros());
    stretch.add(ALL, micros);
    stretch.add(IDLE, idle ? micros : 0);
    firstWallMicros = firstWallMicros == 0 ? slice.toWallMicros() : firstWallMicros;
    boolean started = everBusy || slice.toWallMicros() - firstWallMicros >= START_MICROS;
    stretch.add(PROCESSOR, idle ? slice.cpuMicros() : 0);
    stretch.add(ENERGY, idle ? energy : 0);
    held.waste(idle ? energy : 0);
    double share = stretch.share(IDLE, ALL);
    held.look(
        started && stretch.full() && share >= BEGINS && stretch.share(PROCESSOR, IDLE) >= WORKS,
        share >= GOES_ON,
        stretch.sinceWallMicros(),
        stretch.sum(ENERGY));
  }

  @Override
  public Verdict verdict() {
    if (!held.wrong()) {
      return new Verdict.Clear();
    }
    return new Verdict.Firing(
        held.sinceWallMicros(),
        "The run holds accelerators that do nothing while its processors work.",
        "See whether the model is on the accelerator at all; if this part needs none, run it"
            + " elsewhere before the accelerator is taken.",
        held.wastedMicrojoules(),
        Map.of(
            "idleShare", Words.share(stretch.share(IDLE, ALL)),
            "idleBelow", Words.percent(IDLE_BELOW_PPM),
            "cores", Words.number(stretch.share(PROCESSOR, IDLE))));
  }

  @Override
  public void write(StateWriter out) {
    out.number(VERSION);
    held.write(out);
    stretch.write(out);
    out.flag(everBusy);
    out.number(firstWallMicros);
  }

  @Override
  public void read(StateReader in) {
    in.version(rule(), VERSION);
    held.read(in);
    stretch.read(in);
    everBusy = in.flag();
    firstWallMicros = in.number();
  }
}
