package io.trainwatt.collector.live.report;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How names and times read in every answer. */
final class Words {
  private static final DateTimeFormatter ISO_MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Words() {}

  /** A constant in lower case with hyphens: {@code DATA_WAIT} is {@code data-wait}. */
  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Microseconds since 1970 as ISO 8601 in UTC. */
  static String time(long wallMicros) {
    return ISO_MICROS.format(
        Instant.ofEpochSecond(
            Math.floorDiv(wallMicros, 1_000_000L), Math.floorMod(wallMicros, 1_000_000L) * 1_000L));
  }
}
