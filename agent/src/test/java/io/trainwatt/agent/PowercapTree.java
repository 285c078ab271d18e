package io.trainwatt.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A powercap class folder of two sockets with DRAM, whose counters wrap and whose energy at any
 * time is known: they show what {@link #microjoules} says, modulo their range.
 */
final class PowercapTree {

  // 2^32 units of 15.26 µJ: a package of 200 W wraps every five and a half minutes.
  private static final long RANGE = 65_532_610_987L;
  private static final long MODULUS = RANGE + 15;
  private static final long MICROWATTS_LIMIT = 300_000_000;

  private final Path folder;
  // Zone entry to device name as the agent names it.
  private final Map<String, String> zones = new LinkedHashMap<>();

  PowercapTree(Path sysfs) throws IOException {
    folder = sysfs.resolve("class/powercap");
    zone("intel-rapl:0", "package-0", "package-0");
    zone("intel-rapl:0:0", "dram", "package-0/dram");
    zone("intel-rapl:1", "package-1", "package-1");
    zone("intel-rapl:1:0", "dram", "package-1/dram");
  }

  private void zone(String entry, String name, String device) throws IOException {
    Path zone = Files.createDirectories(folder.resolve(entry));
    Files.writeString(zone.resolve("name"), name + "\n");
    Files.writeString(zone.resolve("max_energy_range_uj"), RANGE + "\n");
    Files.writeString(zone.resolve("constraint_0_name"), "long_term\n");
    Files.writeString(zone.resolve("constraint_0_max_power_uw"), MICROWATTS_LIMIT + "\n");
    zones.put(entry, device);
  }

  /** What the hardware has counted by then. */
  static long microjoules(String device, long millis) {
    long milliwatts = 90_000L + Math.floorMod(device.hashCode(), 60_001);
    return 7_000_000_000L + milliwatts * millis + Math.round(2e7 * Math.sin(millis / 9_000.0));
  }

  /** Shows that time. */
  void show(long millis) throws IOException {
    for (Map.Entry<String, String> zone : zones.entrySet()) {
      Files.writeString(
          folder.resolve(zone.getKey()).resolve("energy_uj"),
          microjoules(zone.getValue(), millis) % MODULUS + "\n");
    }
  }

  /** What each device used between two times. */
  Map<String, Long> used(long fromMillis, long toMillis) {
    Map<String, Long> used = new java.util.TreeMap<>();
    for (String device : zones.values()) {
      used.put(device, microjoules(device, toMillis) - microjoules(device, fromMillis));
    }
    return used;
  }
}
