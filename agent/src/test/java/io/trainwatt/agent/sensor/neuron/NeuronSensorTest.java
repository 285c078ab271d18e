package io.trainwatt.agent.sensor.neuron;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.counter.EnergySource;
import io.trainwatt.agent.sensor.Device;
import io.trainwatt.agent.sensor.Probe;
import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.events.quantity.Power;
import io.trainwatt.events.quantity.Quality;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NeuronSensorTest {
  @TempDir private Path sys;

  @BeforeEach
  void oneDevice() throws IOException {
    Path device = device(0);
    Files.createDirectories(device.resolve("info/architecture"));
    Files.writeString(device.resolve("info/architecture/device_name"), "Trainium2\n");
    utilization(0, "POWER_STATUS_VALID,1762000020,0.86,25.00,18.86\n");
  }

  private Path device(int number) {
    return sys.resolve("devices/virtual/neuron_device/neuron" + number);
  }

  private void utilization(int number, String text) throws IOException {
    Path power = Files.createDirectories(device(number).resolve("stats/power"));
    Files.writeString(power.resolve("utilization"), text);
  }

  private NeuronSensor declared(int maxWatts, int idleWatts) {
    return new NeuronSensor(
        new NeuronConfig(
            sys,
            Optional.of(Power.ofMilliwatts(maxWatts * 1_000L)),
            Optional.of(Power.ofMilliwatts(idleWatts * 1_000L))),
        () -> 42);
  }

  @Test
  void powerIsTheDeclaredMaximumTimesTheMeanOfTheMinute() {
    NeuronSensor sensor = declared(500, 60);
    Device device = sensor.probe().devices().getFirst();
    assertThat(device.name()).isEqualTo("neuron-0");
    assertThat(device.model()).isEqualTo("AWS Trainium2");
    assertThat(device.quality()).isEqualTo(Quality.MODELLED);
    assertThat(device.energy().kind()).isEqualTo(EnergySource.Kind.MEAN);
    assertThat(((Reading.Powered) sensor.read().getFirst()).milliwatts()).isEqualTo(154_300);
  }

  @Test
  void minuteIsTakenOnce() throws IOException {
    NeuronSensor sensor = declared(500, 0);
    sensor.probe();
    assertThat(sensor.read()).hasSize(1);
    assertThat(sensor.read()).isEmpty();
    utilization(0, "POWER_STATUS_VALID,1762000080,0.86,25.00,20.00\n");
    assertThat(((Reading.Powered) sensor.read().getFirst()).milliwatts()).isEqualTo(100_000);
  }

  @Test
  void undeclaredMaximumIsAFindingAndNoFigure() {
    NeuronSensor sensor =
        new NeuronSensor(new NeuronConfig(sys, Optional.empty(), Optional.empty()), () -> 42);
    Probe probe = sensor.probe();
    assertThat(probe.devices()).isEmpty();
    assertThat(probe.findings().getFirst().remedy()).contains("sensors.neuron.deviceMaxWatts");
    assertThat(probe.unused().getFirst().name()).isEqualTo("neuron-0");
    assertThat(sensor.read()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "POWER_STATUS_NO_DATA,0,0.00,0.00,0.00",
        "POWER_STATUS_VALID,1762000020,0.86,25.00,100.01",
        "POWER_STATUS_VALID,-1,0.86,25.00,18.86",
        "POWER_STATUS_VALID,1762000020,nan,25.00,18.86",
        "18.86"
      })
  void whatIsNoValidMinuteIsNoSample(String text) throws IOException {
    utilization(0, text);
    NeuronSensor sensor = declared(500, 0);
    sensor.probe();
    assertThat(sensor.read().getFirst()).isInstanceOf(Reading.Failed.class);
  }

  @Test
  void machineWithoutTheDriverSaysNothing() {
    NeuronConfig elsewhere =
        new NeuronConfig(sys.resolve("elsewhere"), Optional.empty(), Optional.empty());
    assertThat(new NeuronSensor(elsewhere, () -> 42).probe()).isEqualTo(Probe.NOTHING);
  }
}
