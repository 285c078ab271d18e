package io.trainwatt.pipeline.watch;

import io.trainwatt.events.alert.Severity;
import io.trainwatt.pipeline.account.RunEvent;
import io.trainwatt.pipeline.meter.AcceleratorUse;
import io.trainwatt.pipeline.meter.RunSlice;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.time.Duration;
import java.util.Map;

/**
 * Accelerators that heat or a fault holds down for more than a fifth of the time: energy and time
 * are spent on less work.
 */
final class Throttled implements Detector {
  private static final int VERSION = 1;
  private static final Duration LASTING = Duration.ofMinutes(10);
  private static final double BEGINS = 0.2;
  private static final double GOES_ON = 0.1;
  private static final int ALL = 0;
  private static final int HOT = 1;
  private static final int ENERGY = 2;

  private final Stretch stretch = new Stretch(LASTING, 10, 3);
  private final Held held = new Held();

  @Override
  public String rule() {
    return "Throttled";
  }

  @Override
  public Severity severity() {
    return Severity.WARNING;
  }

  @Override
  public void observe(RunEvent event) {
    if (event instanceof RunEvent.Used(RunSlice slice) && slice.accelerators().count() > 0) {
      used(slice, slice.accelerators());
    }
  }

  private void used(RunSlice slice, AcceleratorUse use) {
    long micros = Math.max(1, slice.toWallMicros() - slice.fromWallMicros());
    long energy = use.hot() > 0 ? slice.inTotalMicrojoules() : 0;
    stretch.at(slice.toWallMicros());
    stretch.add(ALL, micros * use.count());
    stretch.add(HOT, micros * use.hot());
    stretch.add(ENERGY, energy);
    held.waste(energy);
    double share = stretch.share(HOT, ALL);
    held.look(
        stretch.full() && share >= BEGINS,
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
        "Heat or a power fault holds the accelerators' clocks down for %s of the time."
            .formatted(Words.share(stretch.share(HOT, ALL))),
        "Look at fans, airflow and inlet temperature; until then a lower power limit gives the same"
            + " work for less energy.",
        held.wastedMicrojoules(),
        Map.of("heldDownShare", Words.share(stretch.share(HOT, ALL))));
  }

  @Override
  public void write(StateWriter out) {
    out.number(VERSION);
    held.write(out);
    stretch.write(out);
  }

  @Override
  public void read(StateReader in) {
    in.version(rule(), VERSION);
    held.read(in);
    stretch.read(in);
  }
}
