package io.trainwatt.cli.crash;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A powercap class folder of two sockets with DRAM whose counters wrap, each at its own time. */
final class StandInRapl {
  // 2^32 units of 30.5 µJ: at 150 W it wraps each quarter of an hour, and under its bound of 500 W
  // it can be bridged for four minutes.
  private static final long RANGE = 131_072_000_000L;
  private static final long MODULUS = RANGE + 31;
  private static final long MICROWATTS_LIMIT = 250_000_000;
  private static final long FIRST_WRAP_MILLIS = 15_000;
  private static final long NEXT_WRAP_MILLIS = 20_000;

  /** How long an agent may be away before a counter may have passed its range twice. */
  static final long BRIDGED_MILLIS = RANGE / 500_000;

  private final List<Zone> zones = new ArrayList<>();

  private record Zone(String device, Path file, long start, long milliwatts) {
    long microjoules(long millis) {
      return start + milliwatts * millis + Math.round(4e6 * Math.sin(millis / 2_700.0));
    }

    String text(long millis) {
      // Always as long: a value is replaced in place.
      return String.format(Locale.ROOT, "%018d%n", microjoules(millis) % MODULUS);
    }
  }

  StandInRapl(Path sysfs, int node) throws IOException {
    Path folder = sysfs.resolve("class/powercap");
    String[] entries = {"intel-rapl:0", "intel-rapl:0:0", "intel-rapl:1", "intel-rapl:1:0"};
    String[] names = {"package-0", "dram", "package-1", "dram"};
    String[] devices = {"package-0", "package-0/dram", "package-1", "package-1/dram"};
    for (int i = 0; i < entries.length; i++) {
      Path zone = Files.createDirectories(folder.resolve(entries[i]));
      Files.writeString(zone.resolve("name"), names[i] + "\n");
      Files.writeString(zone.resolve("max_energy_range_uj"), RANGE + "\n");
      Files.writeString(zone.resolve("constraint_0_name"), "long_term\n");
      Files.writeString(zone.resolve("constraint_0_max_power_uw"), MICROWATTS_LIMIT + "\n");
      long milliwatts = names[i].equals("dram") ? 41_003 + node : 150_007 + 10L * node;
      long toWrap = FIRST_WRAP_MILLIS + NEXT_WRAP_MILLIS * i + 7_000L * node;
      Zone made =
          new Zone(
              devices[i], zone.resolve("energy_uj"), MODULUS - milliwatts * toWrap, milliwatts);
      Files.writeString(made.file(), made.text(0));
      zones.add(made);
    }
  }

  /** What each device has used by a time of the stand-in hardware. */
  Map<String, Long> used(long millis) {
    Map<String, Long> used = new TreeMap<>();
    zones.forEach(zone -> used.put(zone.device(), zone.microjoules(millis) - zone.microjoules(0)));
    return used;
  }

  Feed open() throws IOException {
    return new Feed(zones);
  }

  /** Writes the counters' files. */
  static final class Feed implements AutoCloseable {
    private final List<Zone> zones;
    private final List<FileChannel> files = new ArrayList<>();

    private Feed(List<Zone> zones) throws IOException {
      this.zones = zones;
      for (Zone zone : zones) {
        files.add(FileChannel.open(zone.file(), StandardOpenOption.WRITE));
      }
    }

    void show(long millis) throws IOException {
      for (int i = 0; i < zones.size(); i++) {
        byte[] text = zones.get(i).text(millis).getBytes(StandardCharsets.US_ASCII);
        // One short pwrite: a reader sees the old value or the new one.
        files.get(i).write(ByteBuffer.wrap(text), 0);
      }
    }

    @Override
    public void close() throws IOException {
      for (FileChannel file : files) {
        file.close();
      }
    }
  }
}
