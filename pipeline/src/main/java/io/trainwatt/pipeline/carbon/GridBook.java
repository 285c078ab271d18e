package io.trainwatt.pipeline.carbon;

import io.trainwatt.events.grid.EmissionBasis;
import io.trainwatt.events.grid.GridEvent;
import io.trainwatt.events.grid.GridFactor;
import io.trainwatt.events.grid.GridPrice;
import io.trainwatt.events.grid.IntensityKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Every grid factor and price that is known, and the static table behind them. What it answers
 * follows from which events exist, not from the order they came in. One thread writes, any reads:
 * who reads notes {@link #revision} first and looks again when {@link #changesSince} tells of more.
 */
public final class GridBook {
  private static final int CHANGES = 8_192;
  private static final int PRUNE_EVERY = 1_024;
  private static final long MICROS_PER_MILLI = 1_000;
  // As long as the last known value can be carried on.
  private static final long MAX_CARRY_MICROS = 7L * 86_400_000_000L;

  private final GridTable table;
  private final CarbonConfig config;
  private final Comparator<GridFactor> rank;
  private final Map<String, Zone> zones = new ConcurrentHashMap<>();
  private final Deque<Change> changes = new ArrayDeque<>();
  private volatile long revision;
  private long puts;

  /** A stretch of time of a zone for which something else is known than before. */
  public record Change(long revision, String zone, long fromWallMicros, long toWallMicros) {
    /** Whether a stretch of time of any of these zones is touched by it. */
    public boolean touches(Set<String> zones, long from, long to) {
      return from < toWallMicros && to > fromWallMicros && zones.contains(zone);
    }
  }

  private record Name(IntensityKind kind, String source, EmissionBasis basis) {}

  private static final class Zone {
    private final Map<Name, Series<GridFactor>> factors = new ConcurrentHashMap<>();
    private final Map<String, Series<GridPrice>> prices = new ConcurrentHashMap<>();
  }

  /** One in which only the table is known. */
  public GridBook(GridTable table, CarbonConfig config) {
    this.table = table;
    this.config = config;
    // Live before file, the preferred basis, measured before estimated, then by name.
    this.rank =
        Comparator.comparing(GridFactor::origin)
            .thenComparing(factor -> factor.basis() != config.basis())
            .thenComparing(GridFactor::estimated)
            .thenComparing(GridFactor::source);
  }

  /** How energy meets factors. */
  public CarbonConfig config() {
    return config;
  }

  /** Grows with every change. */
  public long revision() {
    return revision;
  }

  /** What changed after a revision; absent if that is too long ago to tell. */
  public synchronized Optional<List<Change>> changesSince(long known) {
    if (known == revision) {
      return Optional.of(List.of());
    }
    Change oldest = changes.peekFirst();
    if (oldest == null || oldest.revision > known + 1) {
      return Optional.empty();
    }
    return Optional.of(changes.stream().filter(change -> change.revision > known).toList());
  }

  /**
   * Takes an event; one that says what is known changes nothing.
   *
   * @param nowMillis to forget what no energy that is kept by time can meet any more
   */
  public synchronized void put(GridEvent event, long nowMillis) {
    Zone zone = zones.computeIfAbsent(event.zone(), name -> new Zone());
    switch (event) {
      case GridFactor factor -> {
        var name = new Name(factor.kind(), factor.source(), factor.basis());
        put(
            zone.factors.computeIfAbsent(
                name, n -> new Series<>(GridFactor::milligramsPerKilowattHour)),
            factor,
            factor.corrects().isPresent());
      }
      case GridPrice price ->
          put(
              zone.prices.computeIfAbsent(
                  price.source(), n -> new Series<>(GridPrice::microsPerKilowattHour)),
              price,
              price.correctsMicros().isPresent());
    }
    if (++puts % PRUNE_EVERY == 0) {
      prune((nowMillis - config.keep().plus(config.carry()).toMillis()) * MICROS_PER_MILLI);
    }
  }

  private <T extends GridEvent> void put(Series<T> series, T event, boolean corrects) {
    Optional<T> before = series.at(event.validFromWallMicros());
    if (series.put(event, corrects)) {
      change(event, Math.max(end(event), before.map(GridBook::end).orElse(0L)));
    }
  }

  /** Forgets the interval that a removed record was about. */
  public synchronized void remove(
      String zone, String kind, String source, String basis, long validFromWallMicros) {
    Zone known = zones.get(zone);
    if (known == null) {
      return;
    }
    known.factors.forEach(
        (name, series) -> {
          if (name.kind.name().equals(kind)
              && name.source.equals(source)
              && name.basis.name().equals(basis)) {
            series.remove(validFromWallMicros).ifPresent(gone -> change(gone, end(gone)));
          }
        });
    Series<GridPrice> prices = kind.equals("PRICE") ? known.prices.get(source) : null;
    if (prices != null) {
      prices.remove(validFromWallMicros).ifPresent(gone -> change(gone, end(gone)));
    }
  }

  private void change(GridEvent event, long to) {
    long next = revision + 1;
    if (changes.size() == CHANGES) {
      changes.removeFirst();
    }
    changes.addLast(new Change(next, event.zone(), event.validFromWallMicros(), to));
    // Last: whoever reads it finds the change.
    revision = next;
  }

  // With the time for which it is carried on; without an end, for ever.
  private static long end(GridEvent event) {
    return event.validToWallMicros().isPresent()
        ? event.validToWallMicros().getAsLong() + MAX_CARRY_MICROS
        : Long.MAX_VALUE;
  }

  private void prune(long before) {
    for (Zone zone : zones.values()) {
      zone.factors.values().forEach(series -> series.dropBefore(before));
      zone.prices.values().forEach(series -> series.dropBefore(before));
    }
  }

  /** How many intervals are known. */
  public int size() {
    return zones.values().stream()
        .mapToInt(
            zone ->
                zone.factors.values().stream().mapToInt(Series::size).sum()
                    + zone.prices.values().stream().mapToInt(Series::size).sum())
        .sum();
  }

  /** The mean of the grid where a node stands: always something, at the worst the world's mean. */
  Met average(Optional<String> zone, long wallMicros) {
    String name = zone.orElse(GridTable.WORLD);
    Optional<Met> known = known(name, IntensityKind.AVERAGE, wallMicros, true);
    if (known.isPresent()) {
      return zone.isPresent() ? known.get() : known.get().standingIn("");
    }
    Optional<GridMean> mean = zone.flatMap(table::zone);
    if (mean.isPresent()) {
      return Met.of(mean.get());
    }
    return Met.of(table.world())
        .standingIn(zone.map(z -> "zone " + z + " is not in the table").orElse(""));
  }

  /** The mean of the grid of a zone, where somebody says it of that very time. */
  Optional<Met> said(String zone, long wallMicros) {
    return known(zone, IntensityKind.AVERAGE, wallMicros, false);
  }

  /** What the energy that nobody contracted was like; absent where nobody says. */
  Optional<Met> residual(String zone, long wallMicros) {
    return known(zone, IntensityKind.RESIDUAL_MIX, wallMicros, false);
  }

  /** What one more kilowatt-hour would emit; absent where nobody says. */
  Optional<Met> marginal(String zone, long wallMicros) {
    return known(zone, IntensityKind.MARGINAL, wallMicros, false);
  }

  private Optional<Met> known(
      String zone, IntensityKind kind, long wallMicros, boolean carriedToo) {
    Zone known = zones.get(zone);
    if (known == null) {
      return Optional.empty();
    }
    Series.@Nullable Version<GridFactor> best = null;
    Series.@Nullable Version<GridFactor> bestCarried = null;
    for (var entry : known.factors.entrySet()) {
      if (entry.getKey().kind != kind) {
        continue;
      }
      var holds = entry.getValue().holds(wallMicros);
      if (holds != null) {
        best = better(best, holds);
      } else if (carriedToo) {
        var last = entry.getValue().heldLast(wallMicros, config.carry().toMillis() * 1_000);
        if (last != null) {
          bestCarried = better(bestCarried, last);
        }
      }
    }
    if (best != null) {
      return Optional.of(Met.of(best, false));
    }
    return bestCarried == null ? Optional.empty() : Optional.of(Met.of(bestCarried, true));
  }

  private Series.Version<GridFactor> better(
      Series.@Nullable Version<GridFactor> a, Series.Version<GridFactor> b) {
    return a == null || rank.compare(b.event(), a.event()) < 0 ? b : a;
  }

  /** Contracts that cover a node's energy at a time, in the order in which they are used up. */
  List<Series.Version<GridFactor>> contracts(String zone, String cluster, long wallMicros) {
    Zone known = zones.get(zone);
    if (known == null) {
      return List.of();
    }
    List<Series.Version<GridFactor>> contracts = new ArrayList<>(0);
    for (var entry : known.factors.entrySet()) {
      if (entry.getKey().kind == IntensityKind.CONTRACT) {
        var holds = entry.getValue().holds(wallMicros);
        if (holds != null && isFor(holds.event(), cluster)) {
          contracts.add(holds);
        }
      }
    }
    contracts.sort(
        Comparator.comparing(
                (Series.Version<GridFactor> version) -> version.event().cluster().isEmpty())
            .thenComparing(version -> version.event().source())
            .thenComparing(version -> version.event().basis()));
    return contracts;
  }

  /** What a kilowatt-hour costs a node's cluster at a time; absent where nobody says. */
  Series.@Nullable Version<GridPrice> price(String zone, String cluster, long wallMicros) {
    Zone known = zones.get(zone);
    if (known == null) {
      return null;
    }
    Series.@Nullable Version<GridPrice> best = null;
    Comparator<GridPrice> rank =
        Comparator.comparing((GridPrice price) -> price.cluster().isEmpty())
            .thenComparing(GridPrice::origin)
            .thenComparing(GridPrice::source);
    for (var series : known.prices.values()) {
      var holds = series.holds(wallMicros);
      if (holds != null
          && isFor(holds.event(), cluster)
          && (best == null || rank.compare(holds.event(), best.event()) < 0)) {
        best = holds;
      }
    }
    return best;
  }

  private static boolean isFor(GridEvent event, String cluster) {
    return event.cluster().isEmpty() || event.cluster().equals(cluster);
  }
}
