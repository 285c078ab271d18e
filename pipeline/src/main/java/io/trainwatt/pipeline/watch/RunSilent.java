package io.trainwatt.pipeline.watch;

import io.trainwatt.events.alert.Severity;
import io.trainwatt.events.progress.Phase;
import io.trainwatt.pipeline.account.RunEvent;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

/**
 * A run that said how far it was says nothing any more, and goes on using energy: it may hang.
 * Silence is measured against the run's own rhythm. Progress ends it.
 */
final class RunSilent implements Detector {
  /**
   * Settings.
   *
   * @param atLeast silence that is always allowed
   * @param intervals silence allowed in multiples of the run's median interval between progress
   */
  record Config(Duration atLeast, int intervals) {
    static final Config DEFAULT = new Config(Duration.ofSeconds(60), 10);

    Config {
      if (atLeast.isNegative() || atLeast.isZero() || intervals < 1) {
        throw new IllegalArgumentException("run silent: both limits must be above zero");
      }
    }
  }

  private static final int VERSION = 2;
  private static final int INTERVALS_KEPT = 31;

  private final Config config;
  private boolean everSaid;
  private boolean finished;
  private long lastSaidWallMicros;
  private long firstWallMicros;
  private long firstSaidWallMicros;
  private long newestWallMicros;
  private long microjoulesSince;
  private final long[] intervals = new long[INTERVALS_KEPT];
  private int intervalsSeen;

  RunSilent(Config config) {
    this.config = config;
  }

  @Override
  public String rule() {
    return "RunSilent";
  }

  @Override
  public Severity severity() {
    return Severity.WARNING;
  }

  @Override
  public void observe(RunEvent event) {
    switch (event) {
      case RunEvent.Used(var slice) -> {
        firstWallMicros = firstWallMicros == 0 ? slice.toWallMicros() : firstWallMicros;
        newestWallMicros = Math.max(newestWallMicros, slice.toWallMicros());
        if (slice.toWallMicros() > lastSaidWallMicros) {
          microjoulesSince += slice.inTotalMicrojoules();
        }
      }
      case RunEvent.Progressed(var progress) -> {
        said(progress.wallMicros());
        finished = progress.phase() == Phase.FINISHED;
      }
      case RunEvent.Described ignored -> {}
      case RunEvent.Learnt ignored -> {}
      case RunEvent.Accounted ignored -> {}
    }
  }

  private void said(long wallMicros) {
    if (everSaid && wallMicros <= lastSaidWallMicros) {
      return;
    }
    if (everSaid) {
      intervals[intervalsSeen % INTERVALS_KEPT] = wallMicros - lastSaidWallMicros;
      intervalsSeen++;
    }
    firstSaidWallMicros = everSaid ? firstSaidWallMicros : wallMicros;
    everSaid = true;
    lastSaidWallMicros = wallMicros;
    microjoulesSince = 0;
  }

  @Override
  public Verdict verdict() {
    long silence = newestWallMicros - lastSaidWallMicros;
    if (!everSaid || finished || silence <= allowedMicros()) {
      return new Verdict.Clear();
    }
    if (microjoulesSince == 0) {
      return new Verdict.Unchanged();
    }
    return new Verdict.Firing(
        lastSaidWallMicros,
        "No progress for %s, and the run goes on using energy.".formatted(Words.duration(silence)),
        "Look at the run's output and stacks: if it hangs, stop it and go on from its last"
            + " checkpoint.",
        microjoulesSince,
        Map.of(
            "silence", Words.duration(silence),
            "allowed", Words.duration(allowedMicros()),
            "usualInterval", Words.duration(medianMicros())));
  }

  private long allowedMicros() {
    return Math.max(config.atLeast.toNanos() / 1_000, config.intervals * medianMicros());
  }

  private long medianMicros() {
    int known = Math.min(intervalsSeen, INTERVALS_KEPT);
    if (known == 0) {
      // No rhythm yet: its first word took as long as its next may.
      return firstWallMicros == 0 ? 0 : Math.max(0, firstSaidWallMicros - firstWallMicros);
    }
    long[] sorted = Arrays.copyOf(intervals, known);
    Arrays.sort(sorted);
    return sorted[known / 2];
  }

  @Override
  public void write(StateWriter out) {
    out.number(VERSION);
    out.flag(everSaid);
    out.flag(finished);
    out.number(lastSaidWallMicros);
    out.number(firstWallMicros);
    out.number(firstSaidWallMicros);
    out.number(newestWallMicros);
    out.number(microjoulesSince);
    out.number(intervalsSeen);
    for (int i = 0; i < Math.min(intervalsSeen, INTERVALS_KEPT); i++) {
      out.number(intervals[i]);
    }
  }

  @Override
  public void read(StateReader in) {
    int version = in.version(rule(), VERSION);
    everSaid = in.flag();
    finished = in.flag();
    lastSaidWallMicros = in.number();
    firstWallMicros = version < 2 ? 0 : in.number();
    firstSaidWallMicros = version < 2 ? 0 : in.number();
    newestWallMicros = in.number();
    microjoulesSince = in.number();
    intervalsSeen = in.count();
    for (int i = 0; i < Math.min(intervalsSeen, INTERVALS_KEPT); i++) {
      intervals[i] = in.number();
    }
  }
}
