package io.trainwatt.agent.sense;

import io.trainwatt.agent.sensor.amd.MetricsTables;
import io.trainwatt.agent.sensor.amd.MetricsTables.Figures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Trees of machines, written after the kernel's and vendors' documents, not dumped from machines;
 * figures are made up.
 */
public final class Machines {
  private final Path root;

  private Machines(Path root) {
    this.root = root;
    file("proc/stat", "cpu  100 0 100 9800 0 0 0 0 0 0\ncpu0 100 0 100 9800 0 0 0 0 0 0\n");
    file("proc/meminfo", "MemTotal:       527988812 kB\nMemAvailable:   500000000 kB\n");
    file("proc/cpuinfo", "processor\t: 0\nvendor_id\t: AuthenticAMD\n");
    folder("sys");
  }

  private Machines file(String path, String content) {
    return bytes(path, content.getBytes(StandardCharsets.UTF_8));
  }

  private Machines bytes(String path, byte[] content) {
    try {
      Path file = root.resolve(path);
      Files.createDirectories(file.getParent());
      Files.write(file, content);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Machines folder(String path) {
    try {
      Files.createDirectories(root.resolve(path));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Machines link(String path, String target) {
    try {
      Path link = root.resolve(path);
      Path place = Objects.requireNonNull(link.getParent());
      Files.createDirectories(place);
      Files.createSymbolicLink(link, place.relativize(root.resolve(target)));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Machines zone(String entry, String name, String energy) {
    String folder = "sys/class/powercap/" + entry + "/";
    return file(folder + "name", name + "\n")
        .file(folder + "energy_uj", energy + "\n")
        .file(folder + "max_energy_range_uj", "65532610987\n");
  }

  /** With the links a kernel has. */
  private Machines gpu(int number, String slot, String chip, String device) {
    String pci = "sys/devices/pci0000:00/" + slot + "/";
    String hwmon = pci + "hwmon/hwmon" + number;
    file(pci + "device", device + "\n");
    file(pci + "uevent", "DRIVER=" + chip + "\nPCI_SLOT_NAME=" + slot + "\n");
    file(hwmon + "/name", chip + "\n");
    link(hwmon + "/device", pci);
    link("sys/class/drm/card" + number + "/device", pci);
    return link("sys/class/hwmon/hwmon" + number, hwmon);
  }

  private Machines die(int number, String slot, Figures says) {
    String pci = "sys/devices/pci0000:00/" + slot + "/";
    return gpu(number, slot, "amdgpu", "0x7408")
        .file(pci + "product_name", "AMD INSTINCT MI250X (MCM) OAM\n")
        .bytes(pci + "gpu_metrics", MetricsTables.early(3, says))
        .file(pci + "gpu_busy_percent", "97\n")
        .file(pci + "mem_info_vram_used", "60129542144\n")
        .file(pci + "mem_info_vram_total", "68702699520\n")
        .file(pci + "hwmon/hwmon" + number + "/power1_average", says.watts() + "000000\n")
        .file(pci + "hwmon/hwmon" + number + "/power1_cap", "560000000\n")
        .file(pci + "hwmon/hwmon" + number + "/power1_cap_max", "560000000\n");
  }

  /** A socket of AMD EPYC and two MI250X, four dies. */
  public static Path mi250x(Path root) {
    Figures works = new Figures(65_536_000_000L, 431, 61, 1_650, 0);
    Figures silent = new Figures(0, 0, 60, 1_640, 0);
    new Machines(root)
        .zone("intel-rapl:0", "package-0", "30123456789")
        .zone("intel-rapl:0:0", "core", "1123456789")
        .die(1, "0000:c1:00.0", works)
        .die(2, "0000:c6:00.0", silent)
        .die(3, "0000:c9:00.0", works)
        .die(4, "0000:ce:00.0", silent);
    return root;
  }

  /** An MI300X, a Radeon whose accumulator has an unknown unit, and an APU. */
  public static Path amdMixed(Path root) {
    String slot = "sys/devices/pci0000:00/0000:0";
    new Machines(root)
        .gpu(0, "0000:01:00.0", "amdgpu", "0x74a1")
        .bytes(
            slot + "1:00.0/gpu_metrics",
            MetricsTables.late(7, new Figures(131_072, 700, 80, 2_100, 0), 0, 5, 0, 0, 0))
        .file(slot + "1:00.0/hwmon/hwmon0/power1_input", "701000000\n")
        .gpu(1, "0000:02:00.0", "amdgpu", "0x744c")
        .bytes(
            slot + "2:00.0/gpu_metrics",
            MetricsTables.early(3, new Figures(77_777, 280, 70, 2_400, 0)))
        .file(slot + "2:00.0/hwmon/hwmon1/power1_average", "281000000\n")
        .gpu(2, "0000:03:00.0", "amdgpu", "0x15bf")
        .bytes(slot + "3:00.0/gpu_metrics", MetricsTables.header(128, 2, 3))
        .file(slot + "3:00.0/hwmon/hwmon2/power1_average", "25000000\n");
    return root;
  }

  /** An Arc card by xe, and a Max with two tiles by i915. */
  public static Path intelGpus(Path root) {
    String slot = "sys/devices/pci0000:00/0000:0";
    new Machines(root)
        .zone("intel-rapl:0", "package-0", "30123456789")
        .gpu(3, "0000:03:00.0", "xe", "0xe20b")
        .file(slot + "3:00.0/hwmon/hwmon3/energy1_input", "900000000\n")
        .file(slot + "3:00.0/hwmon/hwmon3/energy1_label", "card\n")
        .file(slot + "3:00.0/hwmon/hwmon3/energy2_input", "600000000\n")
        .file(slot + "3:00.0/hwmon/hwmon3/energy2_label", "pkg\n")
        .file(slot + "3:00.0/hwmon/hwmon3/power1_max", "190000000\n")
        .gpu(4, "0000:04:00.0", "i915", "0x0bd5")
        .file(slot + "4:00.0/hwmon/hwmon4/energy1_input", "7000000000\n")
        .file(slot + "4:00.0/hwmon/hwmon4/power1_rated_max", "600000000\n")
        .gpu(5, "0000:04:00.0", "i915_gt0", "0x0bd5")
        .file(slot + "4:00.0/hwmon/hwmon5/energy1_input", "3000000000\n")
        .gpu(6, "0000:04:00.0", "i915_gt1", "0x0bd5")
        .file(slot + "4:00.0/hwmon/hwmon6/energy1_input", "3100000000\n");
    return root;
  }

  private Machines meter(int number, String oem, String microwatts) {
    String device = "sys/devices/LNXSYSTM:00/ACPI000D:0" + number;
    return file(device + "/name", "power_meter\n")
        .file(device + "/power1_average", microwatts + "\n")
        .file(device + "/power1_average_interval", "50\n")
        .file(device + "/power1_oem_info", oem + "\n")
        .link(device + "/hwmon/hwmon" + number + "/device", device)
        .link("sys/class/hwmon/hwmon" + number, device + "/hwmon/hwmon" + number);
  }

  /** A Grace Hopper superchip. */
  public static Path gh200(Path root) {
    new Machines(root)
        .meter(1, "Module Power Socket 0", "642000000")
        .meter(2, "Grace Power Socket 0", "180000000")
        .meter(3, "CPU Power Socket 0", "110000000")
        .meter(4, "SysIO Power Socket 0", "30000000");
    return root;
  }

  /** A server with one power meter that says nothing, a board sensor and a battery. */
  public static Path meteredServer(Path root) {
    new Machines(root)
        .zone("intel-rapl:0", "package-0", "30123456789")
        .meter(1, "", "412000000")
        .file("sys/devices/LNXSYSTM:00/ACPI000D:01/power1_accuracy", "97.0%\n")
        .file("sys/class/hwmon/hwmon7/name", "ina226\n")
        .file("sys/class/hwmon/hwmon7/power1_input", "12000000\n")
        .file("sys/class/hwmon/hwmon8/name", "BAT0\n")
        .file("sys/class/hwmon/hwmon8/power1_input", "9000000\n")
        .file("sys/class/hwmon/hwmon9/name", "coretemp\n")
        .file("sys/class/hwmon/hwmon9/temp1_input", "51000\n");
    return root;
  }

  /** A Cray EX node whose CPU's own counters are not there. */
  public static Path crayEx(Path root) {
    Machines machine = new Machines(root);
    String stamp = " J 1732312345678901 us\n";
    machine
        .counter("energy", "36412345" + stamp)
        .counter("cpu_energy", "5412345" + stamp)
        .counter("cpu0_energy", "2712345" + stamp)
        .counter("memory_energy", "2212345" + stamp)
        .counter("accel0_energy", "6012345" + stamp)
        .counter("accel1_energy", "6112345" + stamp)
        .counter("power", "1850 W 1732312345678901 us\n")
        .counter("freshness", "71234567\n")
        .counter("generation", "4\n")
        .counter("startup", "1732300000\n");
    return root;
  }

  private Machines counter(String name, String content) {
    return file("sys/cray/pm_counters/" + name, content);
  }

  /** A virtual machine that shows a zone and counts nothing in it. */
  public static Path virtual(Path root) {
    new Machines(root).zone("intel-rapl:0", "package-0", "0");
    return root;
  }
}
