package io.trainwatt.agent.sensor.amd;

import java.util.Map;
import java.util.Optional;

/**
 * Where the fields of a {@code gpu_metrics} table lie, in bytes, by its revision (structs
 * gpu_metrics_v1_1 to gpu_metrics_v1_8 of the kernel's kgd_pp_interface.h, naturally aligned).
 * Version 1.0 is not aligned and 1.9 is a list of attributes: neither is read here.
 *
 * @param least how long a table of the revision is at least
 * @param hotspot u16, degrees Celsius
 * @param socketPower u16, watts
 * @param energy u64, in units of 2^-16 J where {@link #countsInJoules} says so
 * @param clock u16, MHz, of the first graphics clock
 * @param throttle how throttling is told
 */
record MetricsLayout(
    int least, int hotspot, int socketPower, int energy, int clock, Throttle throttle) {

  /** How a revision tells throttling. */
  sealed interface Throttle {
    /** Not, or in bits that differ from chip to chip. */
    record Untold() implements Throttle {}

    /** u64 of bits that are the same for all chips (SMU_THROTTLER_*). */
    record Independent(int at) implements Throttle {}

    /** u32 of bits of the MI300 family (THROTTLER_*). */
    record Instinct(int at) implements Throttle {}

    /** Five u32 that count how long each reason held: prochot, PPT, socket, VR, HBM. */
    record Residency(int at) implements Throttle {}
  }

  /** Of discrete GPUs; 2 and 3 are those of APUs. */
  static final int DISCRETE_FORMAT = 1;

  private static final int FIRST_IN_JOULES = 4;

  private static final Map<Integer, MetricsLayout> BY_REVISION =
      Map.of(
          1, new MetricsLayout(96, 6, 22, 24, 54, new Throttle.Untold()),
          2, new MetricsLayout(104, 6, 22, 24, 54, new Throttle.Untold()),
          3, new MetricsLayout(120, 6, 22, 24, 54, new Throttle.Independent(112)),
          4, new MetricsLayout(284, 4, 10, 24, 240, new Throttle.Instinct(40)),
          5, new MetricsLayout(356, 4, 10, 88, 312, new Throttle.Instinct(104)),
          6, new MetricsLayout(308, 4, 10, 16, 264, new Throttle.Residency(36)),
          7, new MetricsLayout(340, 4, 10, 24, 296, new Throttle.Residency(44)),
          8, new MetricsLayout(340, 4, 10, 24, 296, new Throttle.Residency(44)));

  /** Of a content revision of format 1; absent when it is not known here. */
  static Optional<MetricsLayout> of(int contentRevision) {
    return Optional.ofNullable(BY_REVISION.get(contentRevision));
  }

  /** Whether the revision itself says that energy is in 2^-16 J; else it depends on the chip. */
  static boolean countsInJoules(int contentRevision) {
    return contentRevision >= FIRST_IN_JOULES;
  }
}
