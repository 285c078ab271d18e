package io.trainwatt.collector.grid;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What generated how much and when, and the intensity that follows. A stretch for which one of the
 * kinds of plant has no value yet is estimated from the others.
 */
final class GenerationMix {
  private final SortedMap<Instant, Map<String, BigDecimal>> byTime = new TreeMap<>();
  private final Map<String, Fuel> fuels = new HashMap<>();
  private final Set<Instant> refused = new HashSet<>();

  /** Adds what one kind of plant generated in the stretch that begins at a time, in any unit. */
  void add(Instant start, String kind, Fuel fuel, BigDecimal amount) {
    fuels.put(kind, fuel);
    // Plants that stand still use a little themselves.
    byTime.computeIfAbsent(start, at -> new HashMap<>()).merge(kind, amount, BigDecimal::add);
  }

  /** A stretch of which something cannot be. */
  void refuse(Instant start) {
    refused.add(start);
  }

  /** Adds a factor a stretch. */
  void read(Reading reading, Reading.Frame frame, Duration length) {
    byTime.forEach(
        (start, amounts) -> {
          BigDecimal all = BigDecimal.ZERO;
          BigDecimal grams = BigDecimal.ZERO;
          for (Map.Entry<String, BigDecimal> part : amounts.entrySet()) {
            BigDecimal amount = part.getValue().max(BigDecimal.ZERO);
            Fuel fuel = fuels.getOrDefault(part.getKey(), Fuel.OTHER);
            all = all.add(amount);
            grams = grams.add(amount.multiply(BigDecimal.valueOf(fuel.grams())));
          }
          if (refused.contains(start)) {
            return;
          }
          if (all.signum() == 0) {
            reading.refuse(start + ": nothing was generated");
            return;
          }
          reading.add(
              frame,
              start,
              start.plus(length),
              grams.divide(all, 6, RoundingMode.HALF_UP),
              amounts.size() < fuels.size(),
              OptionalLong.empty());
        });
  }
}
