package io.trainwatt.agent.sensor.rapl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * What a zone can never exceed: twice the largest limit or rated maximum among its constraints,
 * because short peaks pass the long-term limit; a documented default where there is none. Firmware
 * writes absurd limits to mean "unlimited", so the bound itself is bounded.
 */
final class PowerBound {
  private static final long HEADROOM = 2;
  private static final int CONSTRAINTS = 4;
  private static final long MICROWATTS_PER_MILLIWATT = 1_000;

  /** The largest sockets are rated 500 W to 600 W. */
  private static final long PACKAGE_DEFAULT = 1_000_000;

  private static final long PACKAGE_LEAST = 50_000;
  private static final long PACKAGE_MOST = 2_000_000;

  /** Sixteen DIMMs of 15 W to 25 W. */
  private static final long DRAM_DEFAULT = 400_000;

  private static final long PLATFORM_DEFAULT = 8_000_000;

  private PowerBound() {}

  /** In milliwatts. */
  static long milliwatts(Zone zone) {
    if (zone.domain().equals("dram")) {
      return DRAM_DEFAULT;
    }
    if (zone.isPlatform()) {
      return PLATFORM_DEFAULT;
    }
    if (!zone.isPackage()) {
      return PACKAGE_DEFAULT;
    }
    long largest = 0;
    for (int i = 0; i < CONSTRAINTS; i++) {
      largest = Math.max(largest, microwatts(zone.folder(), i, "max_power_uw"));
      largest = Math.max(largest, microwatts(zone.folder(), i, "power_limit_uw"));
    }
    if (largest == 0) {
      return PACKAGE_DEFAULT;
    }
    long bound = largest / MICROWATTS_PER_MILLIWATT * HEADROOM;
    return Math.clamp(bound, PACKAGE_LEAST, PACKAGE_MOST);
  }

  private static long microwatts(Path folder, int constraint, String what) {
    return number(folder.resolve("constraint_" + constraint + "_" + what)).orElse(0);
  }

  /** A file's whole number; absent if there is no such file or it holds anything else. */
  static OptionalLong number(Path file) {
    try {
      long value = Long.parseLong(Files.readString(file).strip());
      return value < 0 ? OptionalLong.empty() : OptionalLong.of(value);
    } catch (IOException | NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
