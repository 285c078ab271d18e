package io.trainwatt.agent.attribution;

import static io.trainwatt.events.sample.User.Remainder.UNATTRIBUTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.counter.EnergySource;
import io.trainwatt.agent.sensor.Device;
import io.trainwatt.agent.sensor.Probe;
import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.agent.sensor.Sensor;
import io.trainwatt.events.quantity.Energy;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Component;
import io.trainwatt.events.sample.Counter;
import io.trainwatt.events.sample.DeviceSample;
import io.trainwatt.events.sample.Gauges;
import io.trainwatt.events.sample.SensorEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device that shows power only: what it gives is integrated, and its gaps are no bridges. */
final class GaugeDeviceTest {
  private static final long NANOS_PER_MILLI = 1_000_000;

  @TempDir private Path folder;
  private NodeMeter meter;
  private long millis;
  private long milliwatts;

  private final Sensor sensor =
      new Sensor() {
        @Override
        public String name() {
          return "board";
        }

        @Override
        public Probe probe() {
          return new Probe(List.of(DEVICE), List.of(), List.of());
        }

        @Override
        public List<Reading> read() {
          return List.of(
              new Reading.Powered("gauge", millis * NANOS_PER_MILLI, milliwatts, Gauges.NONE));
        }
      };

  private static final Device DEVICE =
      new Device(
          "gauge",
          Component.ACCELERATOR,
          "board",
          "test",
          "a number set by the test",
          new Device.Role.Part(),
          new EnergySource(EnergySource.Kind.GAUGE, OptionalLong.empty(), 500_000, 0, 1_000),
          Quality.INTEGRATED,
          50_000,
          "board",
          new Device.Split.Nobody(),
          Optional.empty());

  @BeforeEach
  void aMeter() {
    meter = meter(Optional.empty());
  }

  private NodeMeter meter(Optional<byte[]> checkpoint) {
    MeterConfig config = new MeterConfig(new ProcFolder(folder).root);
    return new NodeMeter(config, List.of(sensor), "boot", checkpoint);
  }

  private Measured tickAt(long newMillis, long newMilliwatts) {
    millis = newMillis;
    milliwatts = newMilliwatts;
    return meter.tick(millis * NANOS_PER_MILLI, 1_790_000_000_000_000L + millis * 1_000);
  }

  @Test
  void powerIsIntegratedAndHalvesAreCarriedOverARestart() {
    tickAt(1_000, 100);
    Measured before = tickAt(2_001, 101);
    assertThat(before.devices().getFirst().totals())
        .isEqualTo(Map.of(Quality.INTEGRATED, Energy.ofMicrojoules(100_600)));
    meter = meter(Optional.of(before.checkpoint()));
    tickAt(3_001, 100);
    // 100 600.5 and, after a second that nobody saw, 100.5 more.
    DeviceSample after = tickAt(3_002, 101).devices().getFirst();
    assertThat(after.totals()).isEqualTo(Map.of(Quality.INTEGRATED, Energy.ofMicrojoules(100_701)));
  }

  @Test
  void gapIsUncoveredAndEstimatedApart() {
    tickAt(1_000, 100_000);
    tickAt(2_000, 200_000);
    Measured after = tickAt(22_000, 300_000);
    DeviceSample gauge = after.devices().getFirst();
    Counter nobody = gauge.counters().getFirst();
    assertThat(nobody.user()).isEqualTo(UNATTRIBUTED);
    assertThat(nobody.energy().microjoules()).isEqualTo(150_000_000);
    assertThat(nobody.bridged()).isEqualTo(Energy.ZERO);
    assertThat(nobody.filled().microjoules()).isEqualTo(3_000_000_000L);
    assertThat(gauge.uncoveredMillis()).isEqualTo(20_000);
    assertThat(gauge.imbalance()).isEmpty();
    assertThat(after.events()).extracting(SensorEvent::kind).containsExactly("gap");
  }

  @Test
  void implausiblePowerIsToldOnceHoweverLongItLasts() {
    tickAt(1_000, 100_000);
    assertThat(tickAt(2_000, 500_001).events())
        .extracting(SensorEvent::kind)
        .containsExactly("implausible");
    assertThat(tickAt(3_000, 500_001).events()).isEmpty();
    assertThat(tickAt(4_000, 100_000).devices().getFirst().totals())
        .isEqualTo(Map.of(Quality.INTEGRATED, Energy.ofMicrojoules(300_000_000)));
  }
}
