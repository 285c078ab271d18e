package io.trainwatt.collector.grid;

import io.trainwatt.collector.names.NearestName;
import io.trainwatt.events.grid.EmissionBasis;
import io.trainwatt.events.grid.FactorOrigin;
import io.trainwatt.events.grid.GridFactor;
import io.trainwatt.events.grid.IntensityKind;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A factor as somebody wrote it, by the names of its fields. All of it throws {@link
 * IllegalArgumentException} naming the field.
 */
final class FactorRow {
  static final TreeSet<String> FIELDS =
      new TreeSet<>(
          List.of(
              "zone",
              "zoneName",
              "name",
              "kind",
              "basis",
              "from",
              "to",
              "gramsPerKilowattHour",
              "coveredPercent",
              "cluster",
              "estimated"));

  private final Map<String, String> fields;

  FactorRow(Map<String, String> fields) {
    this.fields = new TreeMap<>(fields);
    for (String field : fields.keySet()) {
      if (!FIELDS.contains(field)) {
        throw new IllegalArgumentException(
            field
                + " is unknown"
                + NearestName.of(field, FIELDS)
                    .map(near -> ": did you mean " + near + "?")
                    .orElse(""));
      }
    }
  }

  /** The factor, published at no time yet. */
  GridFactor factor(String owner) {
    IntensityKind kind = kind(text("kind").orElse("average"));
    return new GridFactor(
        text("zone").orElseThrow(() -> missing("zone")),
        owner + text("name").orElse(kind.name().toLowerCase(Locale.ROOT).replace('_', '-')),
        kind,
        basis(text("basis").orElse("lifecycle")),
        Reading.micros(time("from").orElseThrow(() -> missing("from"))),
        time("to").map(to -> OptionalLong.of(Reading.micros(to))).orElse(OptionalLong.empty()),
        Reading.milligrams(
            number("gramsPerKilowattHour").orElseThrow(() -> missing("gramsPerKilowattHour"))),
        estimated(text("estimated").orElse("false")),
        text("zoneName").orElse(""),
        0,
        ofContract(kind, "coveredPercent", number("coveredPercent"))
            .map(FactorRow::ppm)
            .orElse(OptionalInt.empty()),
        ofContract(kind, "cluster", text("cluster")).orElse(""),
        FactorOrigin.FILE,
        OptionalLong.empty());
  }

  private static boolean estimated(String word) {
    return switch (word) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new IllegalArgumentException("estimated is %s: give true or false".formatted(word));
    };
  }

  // Anywhere else it would be read, and change nothing.
  private static <T> Optional<T> ofContract(IntensityKind kind, String field, Optional<T> said) {
    if (said.isPresent() && kind != IntensityKind.CONTRACT) {
      throw new IllegalArgumentException(field + " is for a contract alone");
    }
    return said;
  }

  private static OptionalInt ppm(BigDecimal percent) {
    if (percent.signum() < 0 || percent.compareTo(BigDecimal.valueOf(100)) > 0) {
      throw new IllegalArgumentException("coveredPercent is outside 0 to 100: " + percent);
    }
    return OptionalInt.of(percent.movePointRight(4).intValue());
  }

  private Optional<String> text(String field) {
    return Optional.ofNullable(fields.get(field)).map(String::strip).filter(s -> !s.isEmpty());
  }

  private Optional<BigDecimal> number(String field) {
    try {
      return text(field).map(Answers::decimal);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(field + " is no number: " + fields.get(field), e);
    }
  }

  private Optional<Instant> time(String field) {
    return text(field).map(text -> time(field, text));
  }

  static Instant time(String field, String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          field + " is no time with an offset, such as 2026-11-22T00:00:00Z: " + text, e);
    }
  }

  private static IntensityKind kind(String word) {
    return switch (word) {
      case "average" -> IntensityKind.AVERAGE;
      case "marginal" -> IntensityKind.MARGINAL;
      case "residual-mix" -> IntensityKind.RESIDUAL_MIX;
      case "contract" -> IntensityKind.CONTRACT;
      default ->
          throw new IllegalArgumentException(
              "kind is %s: give average, marginal, residual-mix or contract".formatted(word));
    };
  }

  static EmissionBasis basis(String word) {
    return switch (word) {
      case "lifecycle" -> EmissionBasis.LIFECYCLE;
      case "direct" -> EmissionBasis.DIRECT;
      default ->
          throw new IllegalArgumentException(
              "basis is %s: give lifecycle or direct".formatted(word));
    };
  }

  private static IllegalArgumentException missing(String field) {
    return new IllegalArgumentException(field + " is missing");
  }
}
