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
 * Accelerators that run at their power limit for half an hour: the last watts buy the least work.
 * It is a hint, and nothing is called wasted.
 */
final class PowerCapWorthTrying implements Detector {
  private static final int VERSION = 1;
  private static final Duration LASTING = Duration.ofMinutes(30);
  private static final double CAPPED = 0.2;
  private static final double NEAR_LIMIT = 0.9;
  private static final double BUSY_PPM = 900_000;
  private static final double GOES_ON = 0.8;
  private static final int ALL = 0;
  private static final int AT_CAP = 1;
  private static final int POWER = 2;
  private static final int LIMIT = 3;
  private static final int BUSY = 4;
  private static final int TOLD = 5;
  private static final long MICROS_PER_SECOND = 1_000_000;

  private final Stretch stretch = new Stretch(LASTING, 15, 6);
  private final Held held = new Held();

  @Override
  public String rule() {
    return "PowerCapWorthTrying";
  }

  @Override
  public Severity severity() {
    return Severity.INFO;
  }

  @Override
  public void observe(RunEvent event) {
    if (event instanceof RunEvent.Used(RunSlice slice) && slice.accelerators().count() > 0) {
      used(slice, slice.accelerators());
    }
  }

  private void used(RunSlice slice, AcceleratorUse use) {
    // Milliwatts over microseconds would pass 2^63 on a large node: whole seconds do.
    long seconds = Math.max(1, (slice.toWallMicros() - slice.fromWallMicros()) / MICROS_PER_SECOND);
    stretch.at(slice.toWallMicros());
    stretch.add(ALL, seconds * use.count());
    stretch.add(AT_CAP, seconds * use.powerCapped());
    stretch.add(POWER, seconds * use.powerMilliwatts());
    stretch.add(LIMIT, seconds * use.limitMilliwatts());
    stretch.add(BUSY, seconds * use.utilizationPpm());
    stretch.add(TOLD, seconds * use.told());
    double evidence =
        Math.max(
            stretch.share(AT_CAP, ALL) / CAPPED,
            Math.min(
                stretch.share(POWER, LIMIT) / NEAR_LIMIT, stretch.share(BUSY, TOLD) / BUSY_PPM));
    held.look(stretch.full() && evidence >= 1, evidence >= GOES_ON, stretch.sinceWallMicros(), 0);
  }

  @Override
  public Verdict verdict() {
    if (!held.wrong()) {
      return new Verdict.Clear();
    }
    return new Verdict.Firing(
        held.sinceWallMicros(),
        "The accelerators run at their power limit, where the last watts buy the least work.",
        "Try a limit of three quarters (nvidia-smi -pl) for some minutes and compare joules per"
            + " token: often a tenth of the energy for a few percent of the time.",
        0,
        Map.of(
            "atPowerCapShare", Words.share(stretch.share(AT_CAP, ALL)),
            "powerOfLimit", Words.share(stretch.share(POWER, LIMIT)),
            "utilization", Words.share(stretch.share(BUSY, TOLD) / 1e6)));
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
