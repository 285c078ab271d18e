package io.trainwatt.agent.attribution;

import static io.trainwatt.events.sample.User.Remainder.UNATTRIBUTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.attribution.ProcFolder.StatLine;
import io.trainwatt.agent.sensor.Cadence;
import io.trainwatt.agent.sensor.Probe;
import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.agent.sensor.Sensor;
import io.trainwatt.agent.sensor.nvml.NvmlSensor;
import io.trainwatt.agent.sensor.nvml.StandIn;
import io.trainwatt.agent.sensor.nvml.StandIn.Wave;
import io.trainwatt.events.quantity.Energy;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.DeviceSample;
import io.trainwatt.events.sample.SensorEvent;
import io.trainwatt.events.sample.User;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * GPUs of the stand-in library through the whole meter, against the energy that their waves have in
 * closed form. Time is simulated: both clocks are set to each instant that something is read at.
 */
final class GpuEnergyTest {
  private static final long BEGIN_MILLIS = 100_003;
  private static final long TWO_MINUTES_MILLIS = 120_000;
  private static final String FIRST = "gpu-18:00.0";
  private static final BigInteger PICO_PER_MICRO = BigInteger.valueOf(1_000_000);

  @TempDir private Path folder;
  private final MutableClock clock = new MutableClock();
  private final List<Sensor> open = new ArrayList<>();
  private StandIn standIn;
  private ProcFolder proc;

  @BeforeEach
  void aLibrary() {
    standIn = StandIn.in(folder);
    proc = new ProcFolder(folder.resolve("proc"));
    proc.put(StatLine.of(1, 0));
  }

  @AfterEach
  void letGo() {
    open.forEach(Sensor::close);
  }

  private void setTo(long millis) {
    clock.set(millis);
    standIn.at(Duration.ofMillis(millis));
  }

  private NodeMeter meter(Sensor sensor) {
    open.add(sensor);
    return new NodeMeter(new MeterConfig(proc.root), List.of(sensor), "boot", Optional.empty());
  }

  private Measured tickAt(NodeMeter meter, long millis) {
    setTo(millis);
    return meter.tick(clock.nanos(), Bench.BOOTED_WALL_MICROS + millis * 1_000);
  }

  private static DeviceSample device(Measured measured, String name) {
    return measured.devices().stream()
        .filter(device -> device.device().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static long energy(DeviceSample device, User user) {
    return device.counters().stream()
        .filter(counter -> counter.user().equals(user))
        .mapToLong(counter -> counter.energy().microjoules())
        .sum();
  }

  private static long truth(Wave wave, long fromMillis, long toMillis) {
    return StandIn.picojoules(wave, toMillis * 1_000_000)
        .subtract(StandIn.picojoules(wave, fromMillis * 1_000_000))
        .divide(PICO_PER_MICRO)
        .longValueExact();
  }

  @Test
  void eightCountersAreExactToTheMillijoule() {
    setTo(BEGIN_MILLIS);
    NodeMeter meter = meter(new NvmlSensor(standIn.config(folder), clock));
    Measured last = tickAt(meter, BEGIN_MILLIS);
    long[] at = {100_003, 101_004, 101_999, 103_007, 111_000, 111_101, 163_456};
    for (long millis : at) {
      if (millis > BEGIN_MILLIS) {
        last = tickAt(meter, millis);
      }
      for (int gpu = 0; gpu < 8; gpu++) {
        Wave wave = Wave.of(gpu);
        long expected =
            StandIn.millijoules(wave, millis * 1_000_000)
                - StandIn.millijoules(wave, BEGIN_MILLIS * 1_000_000);
        DeviceSample sample = device(last, "gpu-%02x:00.0".formatted(0x18 + 0x11 * gpu));
        assertThat(sample.totals().getOrDefault(Quality.COUNTED, Energy.ZERO).microjoules())
            .isEqualTo(expected * 1_000);
        assertThat(sample.imbalance()).isEmpty();
      }
    }
    assertThat(last.events().stream().map(SensorEvent::kind)).doesNotContain("implausible");
  }

  @Test
  void driverThatIsLoadedAgainLosesNothingThatWasCounted() {
    setTo(BEGIN_MILLIS);
    NodeMeter meter = meter(new NvmlSensor(standIn.config(folder), clock));
    tickAt(meter, BEGIN_MILLIS);
    long before =
        device(tickAt(meter, 110_000), FIRST)
            .totals()
            .getOrDefault(Quality.COUNTED, Energy.ZERO)
            .microjoules();
    standIn.set("COUNTER_FROM_NS", Duration.ofMillis(110_500).toNanos());
    Measured after = tickAt(meter, 111_000);
    long sinceLoad = truth(Wave.of(0), 110_500, 111_000) / 1_000 * 1_000;
    assertThat(
            device(after, FIRST).totals().getOrDefault(Quality.COUNTED, Energy.ZERO).microjoules())
        .isEqualTo(before + sinceLoad);
    assertThat(after.events())
        .filteredOn(event -> event.device().equals(FIRST))
        .extracting(SensorEvent::kind)
        .containsExactly("reset");
  }

  /** Reads a sensor at its own pace between two ticks, as the agent's thread for it does. */
  private final class Paced implements Sensor {
    private final Sensor sensor;
    private final long paceMillis;
    private final Random jitter;
    private long next;

    Paced(Sensor sensor, long paceMillis, long seed) {
      this.sensor = sensor;
      this.paceMillis = paceMillis;
      this.jitter = new Random(seed);
      this.next = clock.millis();
    }

    @Override
    public String name() {
      return sensor.name();
    }

    @Override
    public Probe probe() {
      return sensor.probe();
    }

    @Override
    public Cadence cadence() {
      return sensor.cadence();
    }

    @Override
    public void close() {
      sensor.close();
    }

    @Override
    public List<Reading> read() {
      long tick = clock.millis();
      List<Reading> readings = new ArrayList<>();
      while (next <= tick) {
        setTo(next);
        readings.addAll(sensor.read());
        next += paceMillis - paceMillis / 10 + jitter.nextLong(paceMillis / 5 + 1);
      }
      setTo(tick);
      return readings;
    }
  }

  private DeviceSample burst(String gauge, long phaseMillis) {
    standIn
        .set("GPUS", 1)
        .set("NO_COUNTER", "all")
        .set("AVERAGE", "none")
        .set("GAUGE", gauge)
        .set("LOW_MW", 40_000)
        .set("HIGH_MW", 280_000)
        .set("PHASE_MS", phaseMillis);
    setTo(BEGIN_MILLIS);
    NodeMeter meter =
        meter(new Paced(new NvmlSensor(standIn.config(folder), clock), 50, phaseMillis));
    Measured last = tickAt(meter, BEGIN_MILLIS);
    for (long past = 1_000; past <= TWO_MINUTES_MILLIS; past += 1_000) {
      last = tickAt(meter, BEGIN_MILLIS + past);
    }
    return device(last, FIRST);
  }

  private static double error(DeviceSample sample, long phaseMillis) {
    Wave wave = new Wave(40_000, 280_000, 700, 350, phaseMillis);
    long truth = truth(wave, BEGIN_MILLIS, sample.readMonotonicNanos() / 1_000_000);
    long measured = sample.totals().getOrDefault(Quality.INTEGRATED, Energy.ZERO).microjoules();
    return (double) (measured - truth) / truth;
  }

  @Test
  void burstyGpuIsIntegratedWithinOnePercentWhereTheGaugeShowsTheMean() {
    standIn.set("ARCH", 6);
    for (long phase = 0; phase < 700; phase += 70) {
      DeviceSample sample = burst("mean100", phase);
      assertThat(error(sample, phase)).as("phase %d ms", phase).isBetween(-0.01, 0.01);
      assertThat(sample.errorPpm()).containsEntry(Quality.INTEGRATED, 50_000);
    }
  }

  @Test
  void theBandCoversTheTruthAtEveryPhaseWhereTheGaugeSeesAQuarterAndStaysWithinFifteenPercent() {
    standIn.set("ARCH", 7);
    for (long phase = 0; phase < 700; phase += 14) {
      DeviceSample sample = burst("part25", phase);
      double error = error(sample, phase);
      double band = sample.errorPpm().getOrDefault(Quality.INTEGRATED, 0) / 1e6;
      assertThat(Math.abs(error)).as("phase %d ms", phase).isLessThanOrEqualTo(band);
      assertThat(band).as("phase %d ms", phase).isLessThanOrEqualTo(0.15);
    }
  }

  @Test
  void gpuBelongsWholeToTheRunThatHoldsIt() {
    proc.put(StatLine.of(4711, 1));
    standIn.set("PROCESSES", "0:4711:50");
    setTo(BEGIN_MILLIS);
    NodeMeter meter = meter(new NvmlSensor(standIn.config(folder), clock));
    tickAt(meter, BEGIN_MILLIS);
    meter.register("run", 4711);
    tickAt(meter, BEGIN_MILLIS + 1_000);
    Measured last = tickAt(meter, BEGIN_MILLIS + 2_000);
    DeviceSample held = device(last, FIRST);
    assertThat(energy(held, new User.OfRun("run"))).isPositive();
    assertThat(energy(held, new User.OfRun("run")) + energy(held, UNATTRIBUTED))
        .isEqualTo(held.totals().getOrDefault(Quality.COUNTED, Energy.ZERO).microjoules());
    DeviceSample other = device(last, "gpu-29:00.0");
    assertThat(energy(other, UNATTRIBUTED))
        .isEqualTo(other.totals().getOrDefault(Quality.COUNTED, Energy.ZERO).microjoules());
  }

  @Test
  void dividedGpuIsSharedBySlicesTimesActivityToTheMicrojoule() {
    proc.put(StatLine.of(4711, 1));
    proc.put(StatLine.of(4713, 1));
    standIn.set("GPUS", 1).set("LOW_MW", 280_000).set("HIGH_MW", 280_000);
    standIn.set("MIG", "0").set("ACTIVITY", "0:1:25;0:2:100");
    standIn.set("PROCESSES", "0:4711:0:1;0:4713:0:2");
    setTo(BEGIN_MILLIS);
    NodeMeter meter = meter(new NvmlSensor(standIn.config(folder), clock));
    tickAt(meter, BEGIN_MILLIS);
    meter.register("four slices", 4711);
    meter.register("three slices", 4713);
    Measured last = tickAt(meter, BEGIN_MILLIS + 1_000);
    for (int second = 2; second <= 9; second++) {
      DeviceSample before = device(last, FIRST);
      last = tickAt(meter, BEGIN_MILLIS + second * 1_000L);
      DeviceSample after = device(last, FIRST);
      assertThat(after.imbalance()).isEmpty();
      if (second > 4) {
        User four = new User.OfRun("four slices");
        User three = new User.OfRun("three slices");
        assertThat(energy(after, four) - energy(before, four)).isEqualTo(70_000_000);
        assertThat(energy(after, three) - energy(before, three)).isEqualTo(210_000_000);
      }
    }
  }
}
