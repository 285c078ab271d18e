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
 * Accelerators whose memory is half empty and which are little used while steps are taken: a larger
 * batch may do the same for less. It is a hint, and nothing is called wasted.
 */
final class RoomForLargerBatch implements Detector {
  private static final int VERSION = 1;
  private static final Duration LASTING = Duration.ofMinutes(15);
  private static final double MEMORY = 0.5;
  private static final double BUSY_PPM = 600_000;
  private static final double IDLE_PPM = 50_000;
  private static final double SLACK = 1.1;
  private static final int USED = 0;
  private static final int TOTAL = 1;
  private static final int BUSY = 2;
  private static final int TOLD = 3;
  // Bytes over seconds of many accelerators would pass 2^63.
  private static final int MEBIBYTE_BITS = 20;

  private final Stretch stretch = new Stretch(LASTING, 15, 4);
  private final Held held = new Held();
  private final Phased phase = new Phased();

  @Override
  public String rule() {
    return "RoomForLargerBatch";
  }

  @Override
  public Severity severity() {
    return Severity.INFO;
  }

  @Override
  public void observe(RunEvent event) {
    if (event instanceof RunEvent.Progressed(var progress)) {
      phase.observe(progress);
    } else if (event instanceof RunEvent.Used(RunSlice slice)
        && slice.accelerators().memoryTotalBytes() > 0
        && phase.getsOn(slice.toWallMicros())
        && phase.trains()) {
      used(slice.toWallMicros(), slice.accelerators());
    }
  }

  private void used(long wallMicros, AcceleratorUse use) {
    stretch.at(wallMicros);
    stretch.add(USED, use.memoryUsedBytes() >> MEBIBYTE_BITS);
    stretch.add(TOTAL, use.memoryTotalBytes() >> MEBIBYTE_BITS);
    stretch.add(BUSY, use.utilizationPpm());
    stretch.add(TOLD, use.told());
    double memory = stretch.share(USED, TOTAL);
    double busy = stretch.share(BUSY, TOLD);
    held.look(
        stretch.full()
            && stretch.sum(TOLD) > 0
            && memory < MEMORY
            && busy < BUSY_PPM
            && busy > IDLE_PPM,
        memory < MEMORY * SLACK && busy < BUSY_PPM * SLACK,
        stretch.sinceWallMicros(),
        0);
  }

  @Override
  public Verdict verdict() {
    if (!held.wrong()) {
      return new Verdict.Clear();
    }
    return new Verdict.Firing(
        held.sinceWallMicros(),
        "Half of the accelerators' memory is empty and they are used for %s of the time."
            .formatted(Words.share(stretch.share(BUSY, TOLD) / 1e6)),
        "Try a larger batch (with the learning rate that belongs to it), accumulation where ranks"
            + " wait to synchronise, or fewer accelerators, and compare joules per token.",
        0,
        Map.of(
            "memoryUsed", Words.share(stretch.share(USED, TOTAL)),
            "utilization", Words.share(stretch.share(BUSY, TOLD) / 1e6)));
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
