package io.trainwatt.pipeline.meter;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.events.quantity.Energy;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Component;
import io.trainwatt.events.sample.Counter;
import io.trainwatt.events.sample.DeviceSample;
import io.trainwatt.events.sample.Gauges;
import io.trainwatt.events.sample.ListedRun;
import io.trainwatt.events.sample.Sample;
import io.trainwatt.events.sample.User;
import io.trainwatt.pipeline.Fleet;
import io.trainwatt.pipeline.stage.Refused;
import io.trainwatt.pipeline.state.StateFormat;
import io.trainwatt.pipeline.state.StateReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Whatever is lost, repeated or reordered on the way, and wherever the meter's state is written and
 * read again: sums are what the agent counted. What must arrive is the last sample of each epoch.
 */
class CounterRulePropertyTest {
  private static final List<String> RUNS = List.of("a", "b");
  private static final List<String> DEVICES = List.of("cpu", "gpu");

  /** What an agent counts, and the samples it sends. */
  private static final class Agent {
    private final Random random;
    private final Map<String, Long> counters = new HashMap<>();
    private final Map<String, Long> truth = new TreeMap<>();

    Agent(Random random) {
      this.random = random;
    }

    Sample tick(int sequence, int epoch) {
      List<ListedRun> listed = RUNS.stream().map(Fleet::alive).toList();
      DeviceSample[] devices =
          DEVICES.stream()
              .map(device -> device(device, sequence, epoch))
              .toArray(DeviceSample[]::new);
      return Fleet.sample("n", sequence, listed, devices);
    }

    private DeviceSample device(String device, int sequence, int epoch) {
      List<Counter> counters = new ArrayList<>();
      for (Quality quality : List.of(Quality.COUNTED, Quality.MODELLED)) {
        for (String run : RUNS) {
          counters.add(counter(device, epoch, new User.OfRun(run), "run " + run, quality));
        }
        counters.add(counter(device, epoch, User.Remainder.UNATTRIBUTED, "nobody", quality));
      }
      return Fleet.device(
          device,
          Component.CPU,
          sequence,
          Fleet.epoch(epoch),
          true,
          "",
          Gauges.NONE,
          counters.toArray(Counter[]::new));
    }

    private Counter counter(String device, int epoch, User user, String name, Quality quality) {
      String key = device + epoch + name + quality;
      long bridged = random.nextInt(3) == 0 ? random.nextInt(50) : 0;
      long energy = bridged + random.nextInt(1_000);
      long filled = random.nextInt(20);
      grow(key, name, "energy", energy);
      grow(key, name, "bridged", bridged);
      grow(key, name, "filled", filled);
      return new Counter(
          user,
          quality,
          Energy.ofMicrojoules(counters.getOrDefault(key + "energy", 0L)),
          Energy.ofMicrojoules(counters.getOrDefault(key + "bridged", 0L)),
          Energy.ofMicrojoules(counters.getOrDefault(key + "filled", 0L)));
    }

    private void grow(String key, String name, String what, long growth) {
      counters.merge(key + what, growth, Long::sum);
      truth.merge(name + " " + what, growth, Long::sum);
    }
  }

  /** The collector's side: sums of all growth. */
  private static final class Collector {
    private NodeMeter meter = new NodeMeter();
    private final Map<String, RunMeter> runs = new HashMap<>();
    private final Map<String, Long> sums = new TreeMap<>();
    private long lastTo = Long.MIN_VALUE;

    void read(Sample sample) throws Refused {
      NodeTick tick =
          meter.read(
              sample, 0, Long.MIN_VALUE, run -> runs.computeIfAbsent(run, id -> new RunMeter()));
      if (tick.worthPoint()) {
        assertThat(tick.toWallMicros()).isGreaterThan(lastTo);
        lastTo = tick.toWallMicros();
      }
      for (RunSlice slice : tick.runs()) {
        for (RunSlice.Used used : slice.used()) {
          add("run " + slice.run() + " energy", used.microjoules());
          add("run " + slice.run() + " bridged", used.bridgedMicrojoules());
          add("run " + slice.run() + " filled", used.filledMicrojoules());
        }
      }
      for (NodeTick.DeviceGrowth device : tick.devices()) {
        for (NodeTick.QualityGrowth growth : device.qualities()) {
          add("node energy", growth.microjoules());
          add("node bridged", growth.bridgedMicrojoules());
          add("node filled", growth.filledMicrojoules());
          add("nobody energy", growth.unattributedMicrojoules());
        }
      }
    }

    void add(String what, long microjoules) {
      sums.merge(what, microjoules, Long::sum);
    }

    void restart() {
      meter = copy(meter, new NodeMeter.Format());
      runs.replaceAll((run, runMeter) -> copy(runMeter, new RunMeter.Format()));
    }

    private static <T> T copy(T value, StateFormat<T> format) {
      return format.read(new StateReader(format.toBytes(value)));
    }
  }

  @Property(tries = 300)
  void lossRepetitionOrderAndRestartsChangeNoSum(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 3) int epochs,
      @ForAll @IntRange(min = 1, max = 12) int ticksPerEpoch)
      throws Refused {
    Random random = new Random(seed);
    Agent agent = new Agent(random);
    List<Sample> arrived = new ArrayList<>();
    int sequence = 0;
    for (int epoch = 1; epoch <= epochs; epoch++) {
      for (int tick = 1; tick <= ticksPerEpoch; tick++) {
        Sample sample = agent.tick(++sequence, epoch);
        boolean last = tick == ticksPerEpoch;
        int copies = last ? 1 + random.nextInt(2) : random.nextInt(3);
        arrived.addAll(Collections.nCopies(copies, sample));
      }
    }
    Collections.shuffle(arrived, random);

    Collector collector = new Collector();
    for (Sample sample : arrived) {
      collector.read(sample);
      if (random.nextInt(5) == 0) {
        collector.restart();
      }
    }

    assertThat(collector.sums).containsAllEntriesOf(expected(agent.truth, "energy"));
    assertThat(collector.sums).containsAllEntriesOf(expected(agent.truth, "bridged"));
    assertThat(collector.sums).containsAllEntriesOf(expected(agent.truth, "filled"));
    assertThat(collector.sums.get("nobody energy")).isEqualTo(agent.truth.get("nobody energy"));
    var books = collector.meter.books();
    long distinct = arrived.stream().map(Sample::sequence).distinct().count();
    assertThat(books.accepted()).isEqualTo(distinct);
    assertThat(books.repeated()).isEqualTo(arrived.size() - distinct);
    assertThat(books.balances()).isTrue();
  }

  private static Map<String, Long> expected(Map<String, Long> truth, String what) {
    Map<String, Long> expected = new TreeMap<>();
    for (String run : RUNS) {
      expected.put("run " + run + " " + what, truth.getOrDefault("run " + run + " " + what, 0L));
    }
    expected.put(
        "node " + what,
        expected.values().stream().mapToLong(Long::longValue).sum()
            + truth.getOrDefault("nobody " + what, 0L));
    return expected;
  }
}
