package io.trainwatt.agent.sensor.bmc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.trainwatt.agent.sensor.Cadence;
import io.trainwatt.agent.sensor.Device;
import io.trainwatt.agent.sensor.Probe;
import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Component;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tool is a shell script with recorded output; how it is run, bounded and killed is real. */
final class IpmiSensorTest {
  private static final Duration PATIENT = Duration.ofMinutes(1);

  @TempDir private Path folder;

  private Path tool(String body) throws IOException {
    Path script = folder.resolve("ipmitool");
    Files.writeString(script, "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    return script;
  }

  private static String recorded(String name) {
    return "cat '%s'".formatted(Path.of("src/test/resources/bmc", name).toAbsolutePath());
  }

  private IpmiSensor sensor(String body, Duration timeout) throws IOException {
    List<String> command = List.of(tool(body).toString(), "dcmi", "power", "reading");
    return sensor(new IpmiConfig(command, timeout));
  }

  private IpmiSensor sensor(IpmiConfig ipmi) {
    BmcConfig config =
        new BmcConfig(
            folder,
            BmcConfig.DEFAULT_INTERVAL,
            BmcConfig.DEFAULT_MAX_POWER,
            Optional.of(ipmi),
            Optional.empty());
    return new IpmiSensor(config, () -> 5_000_000_000L);
  }

  private static long milliwatts(IpmiSensor sensor) {
    Reading only = sensor.read().getFirst();
    assertThat(only).isInstanceOf(Reading.Powered.class);
    return ((Reading.Powered) only).milliwatts();
  }

  private static String failure(IpmiSensor sensor) {
    Reading only = sensor.read().getFirst();
    assertThat(only).isInstanceOf(Reading.Failed.class);
    return ((Reading.Failed) only).reason();
  }

  @Test
  void instantaneousPowerOfIpmitoolIsRead() throws Exception {
    IpmiSensor sensor = sensor(recorded("ipmitool-dcmi-power-reading.txt"), PATIENT);
    assertThat(milliwatts(sensor)).isEqualTo(214_000);
  }

  @Test
  void currentPowerOfFreeIpmiIsRead() throws Exception {
    assertThat(milliwatts(sensor(recorded("ipmi-dcmi-statistics.txt"), PATIENT)))
        .isEqualTo(332_000);
  }

  @Test
  void meterIsTheNodesOwnAndSaysWhatItIsWorth() throws Exception {
    IpmiSensor sensor = sensor(recorded("ipmitool-dcmi-power-reading.txt"), PATIENT);
    Device device = sensor.probe().devices().getFirst();
    assertThat(device.name()).isEqualTo("bmc/dcmi");
    assertThat(device.component()).isEqualTo(Component.NODE);
    assertThat(device.role()).isEqualTo(new Device.Role.NodeMeter());
    assertThat(device.quality()).isEqualTo(Quality.INTEGRATED);
    assertThat(device.errorPpm()).isEqualTo(100_000);
    assertThat(sensor.cadence()).isEqualTo(Cadence.every(Duration.ofSeconds(5)));
  }

  @Test
  void deactivatedMeasurementIsNoSample() throws Exception {
    IpmiSensor sensor = sensor(recorded("ipmitool-deactivated.txt"), PATIENT);
    assertThat(failure(sensor)).contains("does not measure power");
    assertThat(sensor.probe().findings().getFirst().remedy())
        .isEqualTo("ipmitool dcmi power activate");
  }

  @Test
  void zeroWattsAreNoSample() throws Exception {
    assertThat(failure(sensor(recorded("ipmitool-zero.txt"), PATIENT))).contains("0 W");
  }

  @Test
  void missingDeviceIsAFindingWithItsRemedyAndTheDeviceStays() throws Exception {
    String body =
        "echo 'Could not open device at /dev/ipmi0 or /dev/ipmi/0: No such file' >&2; exit 1";
    Probe probe = sensor(body, PATIENT).probe();
    assertThat(probe.devices()).hasSize(1);
    assertThat(probe.findings().getFirst().problem()).contains("Could not open device");
    assertThat(probe.findings().getFirst().remedy()).contains("modprobe ipmi_si");
  }

  @Test
  void garbageIsNoSampleAndIsShownWithoutItsControlCharacters() throws Exception {
    assertThat(failure(sensor("printf 'Current Power : \\033[1m many Watts'", PATIENT)))
        .contains("no power in: Current Power : ?[1m many Watts");
  }

  @Test
  void outputWithoutEndIsDrainedAndNeverKept() throws Exception {
    String body = "head -c 20000000 /dev/zero; " + recorded("ipmitool-dcmi-power-reading.txt");
    assertThat(failure(sensor(body, PATIENT))).contains("no power in");
  }

  @Test
  void hangingToolIsKilledWithItsChildren() throws Exception {
    Path pids = folder.resolve("pids");
    String body = "echo $$ > '%s'; sleep 1000 & echo $! >> '%s'; wait".formatted(pids, pids);
    IpmiSensor sensor = sensor(body, Duration.ofSeconds(3));
    assertThat(failure(sensor)).contains("gave no answer in 3000 ms and was killed");
    for (String pid : Files.readAllLines(pids)) {
      await()
          .atMost(PATIENT)
          .until(() -> ProcessHandle.of(Long.parseLong(pid)).filter(p -> isAlive(p)).isEmpty());
    }
  }

  private static boolean isAlive(ProcessHandle process) {
    return process.isAlive();
  }

  @Test
  void toolThatIsNotThereIsToldByItsName() {
    IpmiSensor sensor = sensor(new IpmiConfig(List.of("/no/such/ipmitool"), PATIENT));
    assertThat(failure(sensor)).contains("cannot be started").contains("/no/such/ipmitool");
  }

  @Test
  void bmcThatNobodyReadsIsAFinding() throws Exception {
    Files.createDirectories(folder.resolve("class/ipmi/ipmi0"));
    Probe probe = new IpmiSensor(BmcConfig.of(folder), () -> 0).probe();
    assertThat(probe.devices()).isEmpty();
    assertThat(probe.findings().getFirst().remedy())
        .isEqualTo("set sensors.bmc.ipmi.command: ipmitool dcmi power reading");
  }

  @Test
  void machineWithoutBmcSaysNothing() {
    IpmiSensor sensor = new IpmiSensor(BmcConfig.of(folder), () -> 0);
    assertThat(sensor.probe()).isEqualTo(Probe.NOTHING);
    assertThat(sensor.read()).isEmpty();
  }
}
