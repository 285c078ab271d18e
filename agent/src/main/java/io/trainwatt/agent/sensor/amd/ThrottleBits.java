package io.trainwatt.agent.sensor.amd;

import java.util.ArrayList;
import java.util.List;

/** What amdgpu's throttle bits mean, in words. */
final class ThrottleBits {
  private static final long POWER = 0xffL;
  private static final long CURRENT = 0xffL << 16;
  private static final long THERMAL = 0x3fffL << 32;
  private static final long PROCHOT = 0x3L << 46;

  private ThrottleBits() {}

  /**
   * Bits that are the same for all chips: SMU_THROTTLER_PPT0_BIT to SMU_THROTTLER_FIT_BIT of the
   * kernel's amdgpu_smu.h.
   */
  static List<String> independent(long bits) {
    List<String> reasons = new ArrayList<>();
    if (bits == -1L) {
      return reasons;
    }
    add(reasons, bits & POWER, "power cap");
    add(reasons, bits & CURRENT, "current limit");
    add(reasons, bits & THERMAL, "thermal");
    add(reasons, bits & PROCHOT, "prochot");
    add(reasons, bits & ~(POWER | CURRENT | THERMAL | PROCHOT), "other");
    return reasons;
  }

  /** Bits of the MI300 family: THROTTLER_PROCHOT_BIT to THROTTLER_THERMAL_HBM_BIT. */
  static List<String> instinct(int bits) {
    List<String> reasons = new ArrayList<>();
    if (bits == -1) {
      return reasons;
    }
    for (int i = 0; i < GpuMetrics.RESIDENCY_REASONS.size(); i++) {
      add(reasons, bits & 1L << i, GpuMetrics.RESIDENCY_REASONS.get(i));
    }
    return reasons;
  }

  private static void add(List<String> reasons, long bits, String reason) {
    if (bits != 0) {
      reasons.add(reason);
    }
  }
}
