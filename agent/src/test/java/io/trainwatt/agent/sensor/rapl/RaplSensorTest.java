package io.trainwatt.agent.sensor.rapl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.trainwatt.agent.sensor.Device;
import io.trainwatt.agent.sensor.Probe;
import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.events.sample.Component;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RaplSensorTest {
  @TempDir private Path folder;

  private static RaplSensor sensor(Path machine) {
    return new RaplSensor(new RaplConfig(machine.resolve("sys")), () -> 7_000_000L);
  }

  private static Probe probe(String machine) {
    return sensor(Trees.of(machine)).probe();
  }

  private static Device device(Probe probe, String name) {
    return probe.devices().stream()
        .filter(device -> device.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void packagesAndDramOfAServerAreParts() {
    Probe probe = probe("intel-2s-dram");
    assertThat(probe.devices())
        .extracting(Device::name, Device::component, Device::role)
        .containsExactlyInAnyOrder(
            tuple("package-0", Component.CPU, new Device.Role.Part()),
            tuple("package-0/dram", Component.MEMORY, new Device.Role.Part()),
            tuple("package-1", Component.CPU, new Device.Role.Part()),
            tuple("package-1/dram", Component.MEMORY, new Device.Role.Part()));
    assertThat(probe.unused()).isEmpty();
    assertThat(probe.findings()).isEmpty();
  }

  @Test
  void rangeIsTheKernelsAndTheBoundTwiceTheLargestLimit() {
    Device device = device(probe("intel-2s-dram"), "package-1");
    assertThat(device.energy().rangeMicrojoules()).isEqualTo(OptionalLong.of(262_143_328_850L));
    assertThat(device.energy().powerBoundMilliwatts()).isEqualTo(492_000);
  }

  @Test
  void coreUncoreAndPlatformAreKeptApart() {
    Probe probe = probe("intel-client-psys");
    assertThat(probe.devices())
        .extracting(Device::name, Device::role)
        .containsExactlyInAnyOrder(
            tuple("package-0", new Device.Role.Part()),
            tuple("package-0/core", new Device.Role.Overlap("part of package-0")),
            tuple("package-0/uncore", new Device.Role.Overlap("part of package-0")),
            tuple(
                "psys",
                new Device.Role.Overlap(
                    "contains the packages and whatever else its vendor wired to it")));
  }

  @Test
  void secondViewOfAPackageIsNotRead() {
    Probe probe = probe("intel-client-psys");
    assertThat(probe.unused())
        .extracting(Probe.Unused::name)
        .containsExactly("intel-rapl-mmio:package-0");
    assertThat(probe.unused().getFirst().why())
        .isEqualTo("second view of package-0 through intel-rapl-mmio");
  }

  @Test
  void memoryMappedViewIsReadWhereItIsTheOnlyOne() {
    Path machine = Trees.copy("intel-client-psys", folder);
    deleteTree(machine.resolve("sys/class/powercap/intel-rapl"));
    assertThat(sensor(machine).probe().devices())
        .extracting(Device::name)
        .containsExactly("package-0");
  }

  @Test
  void zoneNumbersPastNineAreHexadecimalAndMeanNothing() {
    Probe probe = probe("intel-6s-die");
    assertThat(probe.devices()).hasSize(25);
    assertThat(device(probe, "package-5-die-0").method()).contains("intel-rapl:a/energy_uj");
    assertThat(device(probe, "package-5-die-1/dram").method()).contains("intel-rapl:b:0/energy_uj");
    assertThat(device(probe, "package-5-die-1").role()).isEqualTo(new Device.Role.Part());
  }

  @Test
  void limitThatMeansUnlimitedIsNoBound() {
    assertThat(device(probe("intel-6s-die"), "package-0-die-0").energy().powerBoundMilliwatts())
        .isEqualTo(2_000_000);
  }

  @Test
  void packageWithoutConstraintsHasTheDefaultBound() {
    Probe probe = probe("amd-2s");
    assertThat(device(probe, "package-1").energy().powerBoundMilliwatts()).isEqualTo(1_000_000);
    assertThat(device(probe, "package-1/core").role())
        .isEqualTo(new Device.Role.Overlap("part of package-1"));
  }

  @Test
  void linksToNestedZonesAreTheSameZones() throws IOException {
    Path machine = Trees.copy("intel-client-psys", folder);
    Path powercap = machine.resolve("sys/class/powercap");
    for (String zone : List.of("intel-rapl:0", "intel-rapl:0/intel-rapl:0:0", "intel-rapl:1")) {
      Path target = powercap.resolve("intel-rapl").resolve(zone);
      Files.createSymbolicLink(powercap.resolve(target.getFileName()), target);
    }
    Files.createSymbolicLink(powercap.resolve("intel-rapl:0/device"), powercap);
    Probe probe = sensor(machine).probe();
    assertThat(probe.devices()).hasSize(4);
    assertThat(probe.unused()).hasSize(1);
  }

  @Test
  void countersAreReadWithTheirTime() {
    RaplSensor sensor = sensor(Trees.of("amd-2s"));
    sensor.probe();
    assertThat(sensor.read())
        .filteredOn(reading -> reading.device().startsWith("package-1"))
        .extracting(Reading::device, Reading::monotonicNanos, RaplSensorTest::value)
        .containsExactlyInAnyOrder(
            tuple("package-1", 7_000_000L, 32_123_456_790L),
            tuple("package-1/core", 7_000_000L, 1_123_456_790L));
  }

  private static long value(Reading reading) {
    return reading instanceof Reading.Counted counted ? counted.microjoules() : -1;
  }

  @Test
  void zoneThatVanishesFailsAndTheOthersGoOn() {
    Path machine = Trees.copy("amd-2s", folder);
    RaplSensor sensor = sensor(machine);
    sensor.probe();
    deleteTree(machine.resolve("sys/class/powercap/intel-rapl:0"));
    List<Reading> readings = sensor.read();
    assertThat(readings)
        .filteredOn(Reading.Failed.class::isInstance)
        .extracting(Reading::device)
        .containsExactlyInAnyOrder("package-0");
    assertThat(readings).filteredOn(Reading.Counted.class::isInstance).hasSize(3);
  }

  @Test
  void contentThatIsNoNumberIsAFailedReadWithItsPath() {
    RaplSensor sensor = sensor(Trees.of("malformed"));
    Probe probe = sensor.probe();
    assertThat(sensor.read())
        .filteredOn(Reading.Failed.class::isInstance)
        .extracting(Reading::device, reading -> ((Reading.Failed) reading).reason())
        .satisfiesExactlyInAnyOrder(
            failure ->
                assertThat(failure.toList().toString())
                    .contains(
                        "package-0",
                        "intel-rapl:0/energy_uj: not a whole number from 0 to 2^63 - 1:"
                            + " \"not a number\""),
            failure -> assertThat(failure.toList().toString()).contains("package-1", "9999999"));
    assertThat(device(probe, "package-0").energy().rangeMicrojoules()).isEmpty();
    assertThat(device(probe, "package-4").energy().rangeMicrojoules()).isEmpty();
    assertThat(probe.devices()).extracting(Device::name).contains("package-4@intel-rapl:5");
    assertThat(probe.findings())
        .extracting("subject")
        .contains(
            "powercap package-0",
            "powercap package-1",
            "powercap intel-rapl:2",
            "powercap intel-rapl:3");
  }

  @Test
  void machineWithoutPowercapHasAFindingWithTheRemedy() {
    Probe probe = probe("vm-no-powercap");
    assertThat(probe.devices()).isEmpty();
    assertThat(probe.findings()).hasSize(1);
    assertThat(probe.findings().getFirst().problem()).contains("class/powercap does not exist");
    assertThat(probe.findings().getFirst().remedy()).startsWith("sudo modprobe intel_rapl_msr");
  }

  private static void deleteTree(Path root) {
    try (java.util.stream.Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
