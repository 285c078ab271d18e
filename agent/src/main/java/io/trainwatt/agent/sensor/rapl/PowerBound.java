package io.trainwatt.agent.sensor.rapl;

import io.trainwatt.agent.sysfs.Look;

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
  static long milliwatts(Zone zone, Look look) {
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
      largest = Math.max(largest, microwatts(zone, i, "max_power_uw", look));
      largest = Math.max(largest, microwatts(zone, i, "power_limit_uw", look));
    }
    if (largest == 0) {
      return PACKAGE_DEFAULT;
    }
    long bound = Math.min(largest / MICROWATTS_PER_MILLIWATT, PACKAGE_MOST) * HEADROOM;
    return Math.clamp(bound, PACKAGE_LEAST, PACKAGE_MOST);
  }

  private static long microwatts(Zone zone, int constraint, String what, Look look) {
    return look.number(zone.folder().resolve("constraint_" + constraint + "_" + what)).orElse(0);
  }
}
