package io.trainwatt.agent.sensor.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.sensor.Device;
import io.trainwatt.agent.sensor.MonotonicClock;
import io.trainwatt.agent.sensor.Probe;
import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.agent.sensor.Sensor;
import io.trainwatt.agent.sensor.SensorContract;
import io.trainwatt.events.quantity.Quality;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class PresenceSensorTest extends SensorContract {
  private static void device(Path folder, String address, String vendor, String id, String kind)
      throws IOException {
    Path device = Files.createDirectories(folder.resolve("bus/pci/devices").resolve(address));
    Files.writeString(device.resolve("vendor"), vendor + "\n");
    Files.writeString(device.resolve("device"), id + "\n");
    Files.writeString(device.resolve("class"), kind + "\n");
  }

  @Override
  protected void lay(Path folder) throws IOException {
    device(folder, "0000:9a:00.0", "0x10de", "0x2330", "0x030200");
    device(folder, "0000:03:00.0", "0x10de", "0x22a3", "0x068000");
    device(folder, "0000:01:00.0", "0x15b3", "0x1015", "0x020000");
  }

  @Override
  protected Sensor sensor(Path folder, MonotonicClock clock) {
    return new PresenceSensor(new PresenceConfig(folder), clock);
  }

  @Test
  void gpuIsHalfItsDesignPowerWithABandFromNothingToAllOfIt() throws IOException {
    lay(machine);
    Sensor sensor = sensor(machine, () -> 2_000_000_000L);
    Device device = sensor.probe().devices().getFirst();
    assertThat(device.name()).isEqualTo("gpu@0000:9a:00.0");
    assertThat(device.model()).isEqualTo("NVIDIA H100 SXM5");
    assertThat(device.role()).isEqualTo(new Device.Role.Fallback());
    assertThat(device.quality()).isEqualTo(Quality.MODELLED);
    assertThat(device.errorPpm()).isEqualTo(1_000_000);
    assertThat(((Reading.Modelled) sensor.read().getFirst()).microjoules()).isEqualTo(700_000_000L);
  }

  @Test
  void switchesAndNetworkCardsAreNoGpus() throws IOException {
    lay(machine);
    assertThat(sensor(machine, () -> 0).probe().devices()).hasSize(1);
  }

  @Test
  void gpuWithoutASourcedFigureIsSeenAndNotModelled() throws IOException {
    device(machine, "0000:9a:00.0", "0x10de", "0x1f08", "0x030000");
    Probe probe = sensor(machine, () -> 0).probe();
    assertThat(probe.devices()).isEmpty();
    assertThat(probe.unused().getFirst().why()).isEqualTo("no sourced power for 10de:1f08");
  }
}
