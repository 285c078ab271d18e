package io.trainwatt.events.grid;

import java.util.OptionalLong;

/** What a kilowatt-hour of a zone means for an interval. */
public sealed interface GridEvent permits GridFactor, GridPrice {
  /** The latest time that any interval may name: 2200-01-01. */
  long YEAR_2200_MICROS = 7_258_118_400_000_000L;

  /** The most characters that zone, source and cluster may have together. */
  int MAX_NAMES = 512;

  /** Grid zone, as nodes name it. */
  String zone();

  /** Who says it; of a contract, its name. */
  String source();

  /** How much it is preferred. */
  FactorOrigin origin();

  /** Only for nodes of this cluster; empty: of every node in the zone. */
  String cluster();

  /** Where the interval begins. */
  long validFromWallMicros();

  /** Where it ends; absent: where the next of the same series begins. */
  OptionalLong validToWallMicros();

  /** When the provider published it: of two for the same interval the later one holds. */
  long publishedWallMicros();

  /** The record's key: a correction replaces only its own interval. */
  String key();

  /**
   * Checks what all have.
   *
   * @throws IllegalArgumentException naming what is missing or out of its range
   */
  static void check(String zone, String source, String cluster, long from, OptionalLong to) {
    if (zone.isEmpty()) {
      throw new IllegalArgumentException("zone is empty");
    }
    if (source.isEmpty()) {
      throw new IllegalArgumentException("source is empty");
    }
    String named = zone + source + cluster;
    if (named.chars().anyMatch(c -> c < ' ')) {
      throw new IllegalArgumentException("zone, source or cluster holds a control character");
    }
    if (named.length() > MAX_NAMES) {
      throw new IllegalArgumentException(
          "zone, source and cluster have over " + MAX_NAMES + " characters");
    }
    if (from < 0 || from >= YEAR_2200_MICROS) {
      throw new IllegalArgumentException(
          "valid_from_wall_micros is no time between 1970 and 2200: " + from);
    }
    if (to.isPresent() && (to.getAsLong() <= from || to.getAsLong() > YEAR_2200_MICROS)) {
      throw new IllegalArgumentException(
          "valid_to_wall_micros is no time between valid_from_wall_micros and 2200: "
              + to.getAsLong());
    }
  }
}
