package io.trainwatt.pipeline;

import io.trainwatt.events.node.Hardware;
import io.trainwatt.events.node.NodeFacts;
import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.progress.Phase;
import io.trainwatt.events.progress.Progress;
import io.trainwatt.events.progress.Scope;
import io.trainwatt.events.progress.Work;
import io.trainwatt.events.quantity.Energy;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.run.RunFacts;
import io.trainwatt.events.run.RunState;
import io.trainwatt.events.sample.AgentInstance;
import io.trainwatt.events.sample.Component;
import io.trainwatt.events.sample.Counter;
import io.trainwatt.events.sample.DeviceSample;
import io.trainwatt.events.sample.Epoch;
import io.trainwatt.events.sample.Gauges;
import io.trainwatt.events.sample.ListedRun;
import io.trainwatt.events.sample.Sample;
import io.trainwatt.events.sample.User;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Records as agents send them, for tests. Times are seconds after {@link #START_MICROS}. */
public final class Fleet {
  /** 2026-11-22 00:00:00 UTC. */
  public static final long START_MICROS = 1_795_305_600_000_000L;

  private Fleet() {}

  public static long micros(long second) {
    return START_MICROS + second * 1_000_000;
  }

  /** A sample of one second, with its devices and runs. */
  public static Sample sample(
      String node, long second, List<ListedRun> runs, DeviceSample... devices) {
    return new Sample(
        node,
        second,
        new AgentInstance("agent", 1),
        "boot",
        second * 1_000_000_000L,
        micros(second),
        runs,
        List.of(devices),
        List.of(),
        List.of());
  }

  /** A node whose one device is used by one run, of so much energy and 0.9 s of CPU a second. */
  public static Sample busy(String node, long second, String run, long microjoules) {
    return sample(
        node,
        second,
        List.of(alive(run, second * 900_000)),
        device("gpu", Component.CPU, second, used(run, Quality.COUNTED, microjoules)));
  }

  public static ListedRun alive(String run) {
    return new ListedRun(run, false, 1, 0);
  }

  public static ListedRun alive(String run, long cpuMicros) {
    return new ListedRun(run, false, 1, cpuMicros);
  }

  public static ListedRun ended(String run) {
    return new ListedRun(run, true, 0, 0);
  }

  /** A device in the total whose totals are the sums of its counters; read at the sample's time. */
  public static DeviceSample device(String name, Component component, long second, Counter... c) {
    return device(name, component, second, epoch(1), true, "group-" + name, Gauges.NONE, c);
  }

  public static DeviceSample device(
      String name,
      Component component,
      long second,
      Epoch epoch,
      boolean inTotal,
      String group,
      Gauges gauges,
      Counter... counters) {
    Map<Quality, Energy> totals = new EnumMap<>(Quality.class);
    Map<Quality, Integer> errors = new EnumMap<>(Quality.class);
    for (Counter counter : counters) {
      totals.merge(counter.quality(), counter.energy(), Energy::plus);
      errors.put(
          counter.quality(),
          switch (counter.quality()) {
            case COUNTED -> 50_000;
            case INTEGRATED -> 100_000;
            case MODELLED -> 400_000;
          });
    }
    return new DeviceSample(
        name,
        component,
        epoch,
        inTotal,
        second * 1_000_000_000L,
        totals,
        new ArrayList<>(List.of(counters)),
        errors,
        group,
        0,
        gauges);
  }

  public static Epoch epoch(long ordinal) {
    return new Epoch("epoch-" + ordinal, ordinal, START_MICROS, "first start");
  }

  public static Counter used(String run, Quality quality, long microjoules) {
    return Counter.of(new User.OfRun(run), quality, Energy.ofMicrojoules(microjoules));
  }

  public static Counter nobody(Quality quality, long microjoules) {
    return Counter.of(User.Remainder.UNATTRIBUTED, quality, Energy.ofMicrojoules(microjoules));
  }

  public static Counter retired(Quality quality, long microjoules) {
    return Counter.of(User.Remainder.RETIRED, quality, Energy.ofMicrojoules(microjoules));
  }

  public static NodeFacts facts(String node, Optional<String> zone, OptionalInt puePpm) {
    return new NodeFacts(
        node,
        "cluster",
        "name",
        START_MICROS,
        new AgentInstance("agent", 1),
        "0.1.0",
        zone,
        puePpm,
        Optional.empty(),
        new Hardware("cpu", 1, 2, 1L << 34, "6.1", "x86_64"),
        OptionalLong.empty(),
        List.of(),
        List.of());
  }

  public static RunFacts row(String run, String node, Map<String, String> labels) {
    return new RunFacts(
        run,
        node,
        1,
        "name of " + run,
        labels,
        "ann",
        "run",
        START_MICROS,
        OptionalLong.empty(),
        RunState.RUNNING,
        OptionalInt.empty(),
        List.of("python3", "train.py"),
        1);
  }

  public static RunFacts endedRow(String run, String node, long second, int exitCode) {
    return new RunFacts(
        run,
        node,
        2,
        "name of " + run,
        Map.of(),
        "ann",
        "run",
        START_MICROS,
        OptionalLong.of(micros(second)),
        RunState.ENDED,
        OptionalInt.of(exitCode),
        List.of("python3", "train.py"),
        1);
  }

  /** Progress of a rank, milliseconds after the start. */
  public static Progress progress(
      String run, String node, int rank, long milli, long steps, Loss loss) {
    return progress(run, node, rank, milli, Scope.RANK, "hook", steps, steps * 100, loss);
  }

  public static Progress progress(
      String run,
      String node,
      int rank,
      long milli,
      Scope scope,
      String source,
      long steps,
      long tokens,
      Loss loss) {
    return new Progress(
        run,
        node,
        "boot",
        milli,
        milli * 1_000_000,
        START_MICROS + milli * 1_000,
        rank,
        2,
        scope,
        source,
        OptionalLong.of(steps),
        new Work(
            OptionalLong.of(steps),
            OptionalLong.of(tokens),
            OptionalLong.empty(),
            OptionalLong.empty()),
        Optional.of(loss),
        Optional.empty(),
        OptionalDouble.of(0.001),
        Phase.TRAINING,
        OptionalLong.of(1_000),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalDouble.empty());
  }
}
