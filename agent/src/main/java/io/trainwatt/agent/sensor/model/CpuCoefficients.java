package io.trainwatt.agent.sensor.model;

import java.util.List;

/**
 * What one logical CPU draws idle and busy, by processor generation. The figures are those that
 * Cloud Carbon Footprint derives from SPECpower results, in W per vCPU (cloud-carbon-coefficients,
 * Apache-2.0).
 *
 * @param generation whose figures they are
 * @param idleMilliwatts of one logical CPU
 * @param maxMilliwatts of one logical CPU
 * @param match why they were chosen, for a reader
 */
record CpuCoefficients(String generation, long idleMilliwatts, long maxMilliwatts, String match) {
  private static final String INTEL = "GenuineIntel";
  private static final String AMD = "AuthenticAMD";
  private static final String EXACT = "of this generation";
  private static final String NEAREST = "nearest generation with published figures";

  private record Row(
      String vendor,
      int family,
      int model,
      int leastStepping,
      String generation,
      long idle,
      long max) {}

  /** By vendor, family, model and least stepping as /proc/cpuinfo gives them. */
  private static final List<Row> ROWS =
      List.of(
          new Row(INTEL, 6, 85, 5, "Cascade Lake", 640, 3_970),
          new Row(INTEL, 6, 85, 0, "Skylake", 640, 4_190),
          new Row(INTEL, 6, 79, 0, "Broadwell", 710, 3_690),
          new Row(INTEL, 6, 86, 0, "Broadwell", 710, 3_690),
          new Row(INTEL, 6, 63, 0, "Haswell", 1_900, 6_010),
          new Row(AMD, 23, 1, 0, "EPYC 1st generation", 820, 2_550),
          new Row(AMD, 23, 49, 0, "EPYC 2nd generation", 470, 1_690));

  /** Mean of the six generations of the table. */
  private static final CpuCoefficients UNKNOWN =
      new CpuCoefficients("mean of six server generations", 863, 3_683, "unknown processor");

  /** For a processor. */
  static CpuCoefficients of(CpuInfo cpu) {
    for (Row row : ROWS) {
      if (row.vendor.equals(cpu.vendor())
          && row.family == cpu.family()
          && row.model == cpu.modelNumber()
          && row.leastStepping <= cpu.stepping()) {
        return new CpuCoefficients(row.generation, row.idle, row.max, EXACT);
      }
    }
    return switch (cpu.vendor()) {
      case INTEL -> new CpuCoefficients("Cascade Lake", 640, 3_970, NEAREST);
      case AMD -> new CpuCoefficients("EPYC 2nd generation", 470, 1_690, NEAREST);
      case CpuInfo.ARM -> new CpuCoefficients("Graviton", 470, 1_690, NEAREST);
      default -> UNKNOWN;
    };
  }
}
