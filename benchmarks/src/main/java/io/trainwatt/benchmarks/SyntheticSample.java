package io.trainwatt.benchmarks;

import io.trainwatt.events.quantity.Energy;
import io.trainwatt.events.quantity.Power;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.AgentInstance;
import io.trainwatt.events.sample.Component;
import io.trainwatt.events.sample.Counter;
import io.trainwatt.events.sample.DeviceSample;
import io.trainwatt.events.sample.Epoch;
import io.trainwatt.events.sample.Gauges;
import io.trainwatt.events.sample.ListedRun;
import io.trainwatt.events.sample.Sample;
import io.trainwatt.events.sample.User;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * A sample as an agent with eight GPUs and one run sends it: the unit of all throughput figures.
 */
final class SyntheticSample {
  static final int DEVICES = 8;
  private static final long START_WALL_MICROS = 1_795_000_000_000_000L;
  private static final Gauges GAUGES =
      Gauges.of(
          Optional.of(Power.ofWatts(287)), OptionalInt.of(930_000), Optional.of(Power.ofWatts(55)));

  private SyntheticSample() {}

  static Sample of(String node, long tick) {
    String run = "run-of-" + node;
    return new Sample(
        node,
        tick,
        new AgentInstance("a", 1),
        "boot",
        tick * 1_000_000_000L,
        START_WALL_MICROS + tick * 1_000_000L,
        List.of(new ListedRun(run, false, 9, tick * 900_000)),
        IntStream.range(0, DEVICES).mapToObj(device -> device(device, run, tick)).toList(),
        List.of(),
        List.of());
  }

  private static DeviceSample device(int device, String run, long tick) {
    Energy used = Energy.ofJoules(260 * tick);
    Energy idle = Energy.ofJoules(27 * tick);
    return new DeviceSample(
        "GPU-" + device,
        Component.GPU,
        new Epoch("e" + device, 1, START_WALL_MICROS, "first start"),
        true,
        tick * 1_000_000_000L,
        Map.of(Quality.COUNTED, used.plus(idle)),
        List.of(
            Counter.of(new User.OfRun(run), Quality.COUNTED, used),
            Counter.of(User.Remainder.UNATTRIBUTED, Quality.COUNTED, idle)),
        Map.of(Quality.COUNTED, 50_000),
        "nvml",
        0,
        GAUGES);
  }
}
