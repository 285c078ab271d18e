package io.trainwatt.agent.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.sensor.Device;
import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.events.quantity.Energy;
import io.trainwatt.events.sample.Component;
import io.trainwatt.events.sample.Counter;
import io.trainwatt.events.sample.DeviceSample;
import io.trainwatt.events.sample.Gauges;
import io.trainwatt.events.sample.User;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever goes wrong and in whatever order, the books keep what they promise. */
final class FaultsPropertyTest {
  private static final long BOUND_MILLIWATTS = 1_000_000;
  private static final long REFRESH_MILLIS = 100;
  private static final Device GPU = Stage.counter("gpu-0", Component.GPU, new Device.Role.Part());
  private static final Device CPU =
      Stage.counter("package-0", Component.CPU, new Device.Role.Part());
  private static final Device GAUGE =
      Stage.gauge("gpu-0/power", Component.GPU, new Device.Role.Check("gpu-0")).observing(250_000);
  private static final Device METER =
      Stage.gauge("bmc", Component.NODE, new Device.Role.NodeMeter());
  private static final Device MODEL = Stage.model("cpu", Component.CPU);

  /** What happens to the counters in a tick. */
  enum Fault {
    NONE,
    FAILS,
    SAYS_NOTHING,
    FREEZES,
    RESETS,
    JUMPS,
    TORN,
    LATE,
    RELOADS,
    GPU_GONE,
    ALL_GONE,
    PAUSE,
    SLEEP,
    RESTART,
    RUN_ENDS
  }

  @Provide
  Arbitrary<List<Fault>> faults() {
    return Arbitraries.of(Fault.class).list().ofMinSize(1).ofMaxSize(60);
  }

  /** A machine that is told what goes wrong. */
  private static final class Machine {
    final Stage stage;
    long millis = 1_000;
    long counter;
    int loads;

    Machine(Path folder) {
      stage = new Stage(folder, GPU, CPU, GAUGE, METER, MODEL);
      stage.proc.put(ProcFolder.StatLine.of(10, 1));
      stage.meter.register("run", 10);
    }

    void tick(Fault fault) {
      millis +=
          switch (fault) {
            case PAUSE -> 25_000;
            case SLEEP -> 4_000_000;
            default -> 1_000;
          };
      stage.has(
          switch (fault) {
            case GPU_GONE -> new Device[] {CPU, METER, MODEL};
            case ALL_GONE -> new Device[] {};
            default -> new Device[] {GPU, CPU, GAUGE, METER, MODEL};
          });
      happen(fault);
      stage.tickAt(millis);
    }

    private void happen(Fault fault) {
      switch (fault) {
        case FAILS -> stage.fails("gpu-0", millis).fails("package-0", millis).fails("bmc", millis);
        case SAYS_NOTHING -> {}
        case FREEZES -> read(0, 0);
        case RESETS -> {
          counter = 0;
          read(0, 200_000);
        }
        case JUMPS -> read(1L << 50, BOUND_MILLIWATTS + 1);
        case TORN -> {
          stage.counts("gpu-0", millis, -7).draws("bmc", millis, -1);
          read(100_000_000, 100_000);
        }
        case LATE -> {
          stage.counts("gpu-0", millis - 5_000, counter).draws("bmc", millis - 5_000, 100_000);
          read(100_000_000, 100_000);
        }
        case RELOADS -> {
          loads++;
          counter = 5;
          read(0, 100_000);
        }
        case RESTART -> {
          stage.restart();
          read(300_000_000, 100_000);
        }
        case RUN_ENDS -> {
          stage.meter.end("run");
          read(300_000_000, 700_000);
        }
        default -> read(300_000_000, 600_000);
      }
    }

    private void read(long more, long milliwatts) {
      counter += more;
      stage.says(
          new Reading.Counted(
              "gpu-0",
              millis * 1_000_000,
              counter,
              Gauges.NONE,
              "load " + loads,
              List.of(new Reading.Use(10, 2), new Reading.Use(77, 1))));
      stage.counts("package-0", millis, counter).models("cpu", millis, millis * 40_000);
      for (long at = millis - 900; at <= millis; at += 300) {
        stage.draws("gpu-0/power", at, at % 200 == 0 ? milliwatts : milliwatts / 3);
      }
      stage.draws("bmc", millis, milliwatts);
    }
  }

  @Property(tries = 150)
  void booksBalanceNeverFallAndStayBelowWhatCanBeDrawn(@ForAll("faults") List<Fault> faults)
      throws IOException {
    Path folder = Files.createTempDirectory("faults");
    try {
      Machine machine = new Machine(folder);
      Map<String, Long> highest = new HashMap<>();
      Map<String, Long> readings = new HashMap<>();
      machine.tick(Fault.NONE);
      for (Fault fault : faults) {
        machine.tick(fault);
        for (DeviceSample sample : machine.stage.last.devices()) {
          check(sample, machine.millis, highest, readings);
        }
      }
    } finally {
      ProcFolder.deleteTree(folder);
    }
  }

  private static void check(
      DeviceSample sample, long millis, Map<String, Long> highest, Map<String, Long> readings) {
    assertThat(sample.imbalance()).isEmpty();
    List<String> keys = new ArrayList<>();
    for (Counter counter : sample.counters()) {
      if (counter.user() != User.Remainder.RETIRED) {
        String key =
            "%s %s %s %s"
                .formatted(sample.device(), sample.epoch().id(), counter.user(), counter.quality());
        long now = counter.energy().microjoules();
        assertThat(now).as(key).isGreaterThanOrEqualTo(highest.getOrDefault(key, 0L));
        highest.put(key, now);
        keys.add(key);
      }
    }
    assertThat(keys).doesNotHaveDuplicates();
    long total = sample.totals().values().stream().mapToLong(Energy::microjoules).sum();
    long reads = readings.merge(sample.epoch().id(), 5L, Long::sum);
    long started = (sample.epoch().startedWallMicros() - Stage.BOOTED_WALL_MICROS) / 1_000;
    assertThat(total)
        .as("%s in %d ms", sample.device(), millis - started)
        .isLessThanOrEqualTo(BOUND_MILLIWATTS * (millis - started + reads * REFRESH_MILLIS));
    assertThat(sample.errorPpm().values()).allMatch(ppm -> ppm > 0);
  }
}
