package io.trainwatt.collector.grid;

import io.trainwatt.events.grid.EmissionBasis;
import io.trainwatt.events.grid.FactorOrigin;
import io.trainwatt.events.grid.GridEvent;
import io.trainwatt.events.grid.GridFactor;
import io.trainwatt.events.grid.IntensityKind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** An answer being read: values that can be become factors, the others sentences. Used once. */
final class Reading {
  private static final int MOST_REFUSED = 100;

  private final Map<String, GridEvent> events = new LinkedHashMap<>();
  private final List<String> refused = new ArrayList<>();

  /** What all factors of one answer share. */
  record Frame(String zone, String source, IntensityKind kind, EmissionBasis basis) {}

  /** Adds a live factor, in grams for a kilowatt-hour. */
  void add(
      Frame frame,
      Instant from,
      Instant to,
      BigDecimal grams,
      boolean estimated,
      OptionalLong publishedMicros) {
    try {
      add(
          new GridFactor(
              frame.zone(),
              frame.source(),
              frame.kind(),
              frame.basis(),
              micros(from),
              OptionalLong.of(micros(to)),
              milligrams(grams),
              estimated,
              "",
              publishedMicros.orElse(0),
              OptionalInt.empty(),
              "",
              FactorOrigin.LIVE,
              OptionalLong.empty()));
    } catch (IllegalArgumentException | ArithmeticException e) {
      refuse(from + ": " + e.getMessage());
    }
  }

  /**
   * Adds what was made elsewhere.
   *
   * @throws IllegalArgumentException if something else was said of the same: written in turn they
   *     would correct each other for ever
   */
  void add(GridEvent event) {
    GridEvent known = events.putIfAbsent(event.key(), event);
    if (known != null && !known.equals(event)) {
      throw new IllegalArgumentException(
          "another value was said of %s of %s from %s on"
              .formatted(
                  event.source(),
                  event.zone(),
                  Instant.EPOCH.plus(event.validFromWallMicros(), ChronoUnit.MICROS)));
    }
  }

  /** A value that cannot be. */
  void refuse(String why) {
    if (refused.size() < MOST_REFUSED) {
      refused.add(why);
    }
  }

  GridSource.Answer answer() {
    return new GridSource.Answer(List.copyOf(events.values()), refused);
  }

  /**
   * Whole milligrams, rounded half up.
   *
   * @throws IllegalArgumentException if no grid can have it
   */
  static long milligrams(BigDecimal grams) {
    if (grams.signum() < 0 || grams.compareTo(BigDecimal.valueOf(1_000_000_000L)) > 0) {
      throw new IllegalArgumentException("an intensity of " + grams.toPlainString() + " g/kWh");
    }
    return grams.movePointRight(3).setScale(0, RoundingMode.HALF_UP).longValueExact();
  }

  static long micros(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
  }
}
