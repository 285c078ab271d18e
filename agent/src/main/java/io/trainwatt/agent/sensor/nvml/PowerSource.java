package io.trainwatt.agent.sensor.nvml;

import java.util.OptionalInt;

/** A way to read a board's power, and what is known of how it looks. */
enum PowerSource {
  /** Field 185: mean of the last second; Ampere but GA100, and newer. */
  AVERAGE("field 185, the mean of the last second"),
  /** Field 186. */
  INSTANT("field 186, instant power"),
  /** The function that every driver has; what it shows depends on the GPU. */
  USAGE("nvmlDeviceGetPowerUsage");

  private static final int FIELD_AVERAGE = 185;
  private static final int FIELD_INSTANT = 186;
  private static final int PASCAL = 4;
  private static final int VOLTA = 5;
  private static final int TURING = 6;
  private static final int HALF_PPM = 500_000;
  private static final int QUARTER_PPM = 250_000;
  private static final int FIFTH_PPM = 200_000;

  private final String words;

  PowerSource(String words) {
    this.words = words;
  }

  /** How power is read, for a reader. */
  String words() {
    return words;
  }

  /** Its field; absent where it is a function. */
  OptionalInt field() {
    return switch (this) {
      case AVERAGE -> OptionalInt.of(FIELD_AVERAGE);
      case INSTANT -> OptionalInt.of(FIELD_INSTANT);
      case USAGE -> OptionalInt.empty();
    };
  }

  /**
   * How much of the time it sees, by measurements of 70 boards (Yang, Adámek, Armour, arXiv
   * 2312.02741): Pascal and Volta 10 ms of each 20 ms, Turing all, A100 and H100 25 ms of each 100
   * ms, GH200 20 ms. A board that nobody measured is taken to see no more than those.
   *
   * @param architecture as {@code nvmlDeviceGetArchitecture} numbers them; absent when not known
   * @return parts per million; absent where it sees all of the time
   */
  OptionalInt observedSharePpm(OptionalInt architecture, String model) {
    if (this == AVERAGE) {
      return OptionalInt.empty();
    }
    if (model.contains("GH200")) {
      return OptionalInt.of(FIFTH_PPM);
    }
    int known = architecture.orElse(Integer.MAX_VALUE);
    if (known == PASCAL || known == VOLTA) {
      return OptionalInt.of(HALF_PPM);
    }
    return known <= TURING ? OptionalInt.empty() : OptionalInt.of(QUARTER_PPM);
  }
}
