package io.trainwatt.pipeline;

import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.progress.Phase;
import io.trainwatt.events.progress.Progress;
import io.trainwatt.events.progress.Scope;
import io.trainwatt.events.progress.Work;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.AgentInstance;
import io.trainwatt.events.sample.Component;
import io.trainwatt.events.sample.DeviceSample;
import io.trainwatt.events.sample.ListedRun;
import io.trainwatt.events.sample.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;

/**
 * A run of four minutes on two nodes, a rank on each, as the topics hold it: uneven power, a node
 * that idles for a while, samples lost, repeated and late, progress repeated, phases, losses.
 */
final class TwoNodes {
  static final String RUN = "r";
  static final String FIRST = "hpc/one";
  static final String SECOND = "hpc/two";
  private static final long LENGTH = 240_000_000;

  /** In the order of each node's log. */
  final List<Sample> first;

  final List<Sample> second;

  /** In the order of the run's log. */
  final List<Progress> progress;

  TwoNodes(long seed) {
    Random random = new Random(seed);
    first = disturbed(samples(random, FIRST, Quality.COUNTED), random);
    second = disturbed(samples(random, SECOND, Quality.INTEGRATED), random);
    progress = progress(random);
  }

  private static List<Sample> samples(Random random, String node, Quality quality) {
    List<Sample> samples = new ArrayList<>();
    long energy = 0;
    long cpu = 0;
    long at = 300_000L + random.nextInt(400_000);
    for (long sequence = 1; at < LENGTH + 5_000_000; sequence++) {
      energy += random.nextInt(300_000_000);
      boolean idle = node.equals(SECOND) && at > 100_000_000 && at < 125_000_000;
      cpu += idle ? 1_000 : 600_000 + random.nextInt(300_000);
      DeviceSample read = Fleet.device("cpu", Component.CPU, 0, Fleet.used(RUN, quality, energy));
      samples.add(
          new Sample(
              node,
              sequence,
              new AgentInstance("agent", 1),
              "boot",
              at * 1_000,
              Fleet.START_MICROS + at,
              List.of(new ListedRun(RUN, false, 1, cpu)),
              List.of(
                  new DeviceSample(
                      read.device(),
                      read.component(),
                      read.epoch(),
                      read.inTotal(),
                      at * 1_000,
                      read.totals(),
                      read.counters(),
                      read.errorPpm(),
                      read.correlationGroup(),
                      read.uncoveredMillis(),
                      read.gauges())),
              List.of(),
              List.of()));
      at += 950_000 + random.nextInt(50_000);
    }
    return samples;
  }

  // The last three stay, so that all energy is told.
  private static List<Sample> disturbed(List<Sample> samples, Random random) {
    List<Sample> log = new ArrayList<>(samples);
    for (int i = log.size() - 4; i > 2; i -= 3) {
      switch (random.nextInt(6)) {
        case 0 -> log.remove(i);
        case 1 -> log.add(i, log.get(i));
        case 2 -> log.add(i + 2, log.remove(i));
        default -> {}
      }
    }
    return log;
  }

  private static Phase phase(long second) {
    long within = second % 60;
    if (second >= LENGTH / 1_000_000 - 3) {
      return Phase.FINISHED;
    }
    if (second < 6) {
      return Phase.SETUP;
    }
    if (within >= 45 && within < 52) {
      return Phase.EVALUATION;
    }
    if (within >= 52 && within < 54) {
      return Phase.CHECKPOINT;
    }
    return within % 13 == 12 ? Phase.DATA_WAIT : Phase.TRAINING;
  }

  private static List<Progress> progress(Random random) {
    List<Progress> log = new ArrayList<>();
    long[] steps = new long[2];
    for (long second = 3; second < LENGTH / 1_000_000; second++) {
      for (int rank = 0; rank < 2; rank++) {
        boolean trains = phase(second) == Phase.TRAINING;
        steps[rank] += trains ? 1 + random.nextInt(3) : 0;
        Progress said = said(second, rank, steps[rank], random);
        log.add(said);
        if (random.nextInt(9) == 0) {
          log.add(said);
        }
      }
    }
    return log;
  }

  private static Progress said(long second, int rank, long steps, Random random) {
    // The ranks' clocks differ, so that a rank's word is late at times.
    long at = second * 1_000_000 + random.nextInt(700_000);
    boolean tellsLoss = phase(second) == Phase.TRAINING && second % 10 == 0;
    return new Progress(
        RUN,
        rank == 0 ? FIRST : SECOND,
        "boot-" + rank,
        second,
        at * 1_000,
        Fleet.START_MICROS + at,
        rank,
        2,
        Scope.RANK,
        "hook",
        OptionalLong.of(steps),
        new Work(
            OptionalLong.of(steps),
            OptionalLong.of(steps * 517),
            OptionalLong.of(steps * 8),
            OptionalLong.empty()),
        tellsLoss
            ? Optional.of(Loss.of(5.0 / (1 + steps) + random.nextDouble()))
            : Optional.empty(),
        phase(second) == Phase.EVALUATION
            ? Optional.of(Loss.of(6.0 / (1 + steps) + random.nextDouble() / 100))
            : Optional.empty(),
        OptionalDouble.of(0.001),
        phase(second),
        OptionalLong.of(2_000),
        OptionalLong.of(1_000_000),
        OptionalLong.empty(),
        OptionalDouble.empty());
  }
}
