package io.trainwatt.agent.sense;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.agent.sensor.rapl.Trees;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is seen of whole machines: every zone, device and meter, and what is in the total. */
final class MachinesTest {
  @TempDir private Path folder;

  /** A line a device, an unused thing and a finding; what is read now in the unit it is read in. */
  static List<String> listing(Path machine) {
    Survey survey =
        Survey.of(
            SensorConfig.of(machine.resolve("sys"), machine.resolve("proc")),
            () -> 60_000_000_000L);
    List<String> lines = new ArrayList<>();
    for (Survey.Entry entry : survey.entries()) {
      lines.add(
          "%s %s %s %d%% %s%s: %s"
              .formatted(
                  entry.facts().device(),
                  entry.facts().component(),
                  entry.facts().qualities().getFirst().name().toLowerCase(Locale.ROOT),
                  entry.errorPpm() / 10_000,
                  entry.facts().inTotal() ? "in total" : "apart, " + entry.facts().inTotalReason(),
                  entry.rangeMicrojoules().isPresent()
                      ? ", range " + entry.rangeMicrojoules().getAsLong()
                      : "",
                  entry.reading().map(MachinesTest::value).orElse(entry.problem())));
    }
    survey.unused().forEach(one -> lines.add("unused " + one.name() + ": " + one.why()));
    survey.findings().forEach(one -> lines.add("finding " + one.subject() + ": " + one.problem()));
    return lines;
  }

  private static String value(Reading reading) {
    return switch (reading) {
      case Reading.Counted counted -> counted.microjoules() + " µJ";
      case Reading.Powered powered -> powered.milliwatts() + " mW";
      case Reading.Modelled modelled -> "modelled";
      case Reading.Failed failed -> failed.reason();
    };
  }

  @Test
  void packageWithTwoDiesIsReadByTheOneThatReportsForBoth() {
    assertThat(listing(Machines.mi250x(folder)))
        .containsExactly(
            "package-0 CPU counted 6% in total, range 65532610987: 30123456789 µJ",
            "package-0/core CPU counted 10% apart, part of package-0, range 65532610987:"
                + " 1123456789 µJ",
            "amdgpu-0000:c1:00.0 GPU counted 10% in total: 1000000000000 µJ",
            "amdgpu-0000:c1:00.0/power GPU integrated 10% apart, held against"
                + " amdgpu-0000:c1:00.0, which it measures as well: 431000 mW",
            "amdgpu-0000:c9:00.0 GPU counted 10% in total: 1000000000000 µJ",
            "amdgpu-0000:c9:00.0/power GPU integrated 10% apart, held against"
                + " amdgpu-0000:c9:00.0, which it measures as well: 431000 mW",
            "memory MEMORY modelled 100% in total: modelled",
            "unused amdgpu-0000:c6:00.0: second die of a package: the other one reports for both",
            "unused amdgpu-0000:ce:00.0: second die of a package: the other one reports for both",
            "unused cpu: measured by powercap instead");
  }

  @Test
  void amdCardsAreCountedOnlyWhereTheUnitIsKnown() {
    assertThat(listing(Machines.amdMixed(folder)))
        .contains(
            "amdgpu-0000:01:00.0 GPU counted 10% in total: 2000000 µJ",
            "amdgpu-0000:01:00.0/power GPU integrated 10% apart, held against"
                + " amdgpu-0000:01:00.0, which it measures as well: 701000 mW",
            "amdgpu-0000:02:00.0 GPU integrated 10% in total: 281000 mW",
            "amdgpu-0000:03:00.0 GPU integrated 10% apart, an APU: its power is that of the whole"
                + " socket, which the CPU's own counter has: 25000 mW");
  }

  @Test
  void intelCardContainsItsPackageAndItsTiles() {
    assertThat(listing(Machines.intelGpus(folder)))
        .contains(
            "intel-gpu-0000:03:00.0 GPU counted 10% in total: 900000000 µJ",
            "intel-gpu-0000:03:00.0/package GPU counted 10% apart, part of intel-gpu-0000:03:00.0:"
                + " 600000000 µJ",
            "intel-gpu-0000:04:00.0 GPU counted 10% in total: 7000000000 µJ",
            "intel-gpu-0000:04:00.0/gt0 GPU counted 10% apart, part of intel-gpu-0000:04:00.0:"
                + " 3000000000 µJ",
            "intel-gpu-0000:04:00.0/gt1 GPU counted 10% apart, part of intel-gpu-0000:04:00.0:"
                + " 3100000000 µJ");
  }

  @Test
  void moduleOfAGraceHopperIsKeptApartAndItsSocketIsCountedByItsRails() {
    assertThat(listing(Machines.gh200(folder)))
        .filteredOn(line -> !line.startsWith("finding"))
        .containsExactly(
            "module-0 OTHER integrated 10% apart, contains grace-0, its GPU and the memory of both:"
                + " 642000 mW",
            "grace-0 CPU integrated 10% apart, its cpu, sysio and memory together: 180000 mW",
            "grace-0/memory MEMORY integrated 10% in total: 40000 mW",
            "grace-0/cpu CPU integrated 10% in total: 110000 mW",
            "grace-0/sysio OTHER integrated 10% in total: 30000 mW",
            "unused cpu: measured by acpi-meter instead",
            "unused memory: measured by acpi-meter instead");
  }

  @Test
  void meterThatSaysNothingOfItselfIsTheNodesAndABoardSensorIsKeptApart() {
    assertThat(listing(Machines.meteredServer(folder)))
        .containsExactly(
            "package-0 CPU counted 6% in total, range 65532610987: 30123456789 µJ",
            "acpi-meter-ACPI000D:01 NODE integrated 3% apart, the whole node; what it sees beyond"
                + " the parts is the device rest: 412000 mW",
            "ina226-hwmon7/power1 OTHER integrated 10% apart, what this chip measures on this board"
                + " is not known; sensors.inTotal.include counts it: 12000 mW",
            "memory MEMORY modelled 100% in total: modelled",
            "unused BAT0-hwmon8: a battery: what it gives is used by something else",
            "unused cpu: measured by powercap instead");
  }

  @Test
  void crayNodeHasAMeterAndStandInsBeforeAnyModel() {
    assertThat(listing(Machines.crayEx(folder)))
        .filteredOn(line -> !line.startsWith("finding"))
        .containsExactlyInAnyOrder(
            "cray/node NODE counted 10% apart, the whole node; what it sees beyond the parts is the"
                + " device rest: 36412345000000 µJ",
            "cray/cpu CPU counted 10% in total: 5412345000000 µJ",
            "cray/cpu0 CPU counted 10% apart, part of cray/cpu: 2712345000000 µJ",
            "cray/memory MEMORY counted 10% in total: 2212345000000 µJ",
            "cray/accel0 GPU counted 10% in total: 6012345000000 µJ",
            "cray/accel1 GPU counted 10% in total: 6112345000000 µJ",
            "unused cpu: measured by cray instead",
            "unused memory: measured by cray instead");
  }

  @Test
  void zoneThatStandsAtZeroDoesNotKeepTheModelAway() {
    assertThat(listing(Machines.virtual(folder)))
        .containsExactly(
            "cpu CPU modelled 40% in total: modelled",
            "memory MEMORY modelled 100% in total: modelled",
            "unused package-0: its counter stands at 0, as in a virtual machine",
            "finding powercap package-0: energy_uj stands at 0: virtual machines show zones and"
                + " count nothing in them");
  }

  @Test
  void serverWithDiesHasEveryZoneByItsName() {
    List<String> listing = listing(Trees.of("intel-6s-die"));
    assertThat(listing)
        .filteredOn(line -> line.startsWith("package-5"))
        .allMatch(line -> line.contains("counted") && line.contains("in total, range"))
        .extracting(line -> line.substring(0, line.indexOf(' ')))
        .containsExactlyInAnyOrder(
            "package-5-die-0", "package-5-die-0/dram", "package-5-die-1", "package-5-die-1/dram");
  }

  @Test
  void laptopHasItsPlatformAndUncoreApartAndItsTwinUnused() {
    assertThat(listing(Trees.of("intel-client-psys")))
        .filteredOn(line -> !line.startsWith("finding"))
        .extracting(line -> line.substring(0, line.indexOf(' ')))
        .contains("package-0", "package-0/core", "package-0/uncore", "psys", "unused");
  }

  @Test
  void serverOfAmdHasNoDramAndItsMemoryModelled() {
    assertThat(listing(Trees.of("amd-2s")))
        .anyMatch(line -> line.startsWith("memory MEMORY modelled 100% in total"))
        .noneMatch(line -> line.contains("dram"));
  }
}
