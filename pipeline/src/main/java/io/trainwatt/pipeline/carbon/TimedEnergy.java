package io.trainwatt.pipeline.carbon;

import io.trainwatt.events.quantity.Quality;
import io.trainwatt.pipeline.state.EnumNumbers;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Energy of a subject on a node by time, so that grid factors can be applied, and applied anew, at
 * any time. The bucket that is being filled is kept here, closed ones in a {@link DayEnergy} a day,
 * which is written when a bucket closes; days older than are kept become sums for good. Energy that
 * came before the node's row belongs to the first place the row names. Not thread-safe.
 */
public final class TimedEnergy {
  private static final Quality[] QUALITIES = Quality.values();
  private static final long NONE = Long.MIN_VALUE;
  // The longest stretch that one record's energy is spread over.
  private static final long MAX_BUCKETS = 45L * Buckets.A_DAY;
  private static final long DAY_MICROS = Buckets.MICROS * Buckets.A_DAY;

  private final SortedMap<Long, DayEnergy> days = new TreeMap<>();
  private final Set<Long> changed = new TreeSet<>();
  private final List<Open> open = new ArrayList<>(1);
  private final Set<String> zones = new TreeSet<>();
  private Optional<GridPlace> first = Optional.empty();
  private long openBucket = NONE;
  private FigureSum frozen = new FigureSum();
  private @Nullable FigureSum closed;
  private long closedRevision;

  private static final class Open {
    private final Optional<GridPlace> place;
    private final long[] microjoules = new long[QUALITIES.length];

    private Open(Optional<GridPlace> place) {
      this.place = place;
    }
  }

  /** Adds a day that was stored. */
  public void attach(DayEnergy day) {
    days.put(day.day(), day);
    day.zones().forEach(zones::add);
    closed = null;
  }

  /**
   * Adds energy used in a stretch of time. Over several buckets it is divided by time, the
   * remainder goes to the last.
   *
   * @param where absent while the node's row was not read
   * @param byQuality whole microjoules in the total, by the ordinal of their quality
   */
  public void add(Optional<GridPlace> where, long from, long to, long[] byQuality) {
    Optional<GridPlace> place = where.map(GridPlace::ofEnergy);
    if (first.isEmpty() && place.isPresent()) {
      settle(place.get());
    }
    long since = Math.min(from, to - 1);
    long last = Buckets.of(to - 1);
    long begin = Math.max(Buckets.of(since), last - MAX_BUCKETS + 1);
    long start = Math.max(since, Buckets.startMicros(begin));
    long[] left = byQuality.clone();
    for (long bucket = begin; bucket < last; bucket++) {
      long part = Buckets.startMicros(bucket + 1) - Math.max(start, Buckets.startMicros(bucket));
      for (int quality = 0; quality < left.length; quality++) {
        long share = Buckets.share(byQuality[quality], part, to - start);
        put(bucket, place, quality, share);
        left[quality] -= share;
      }
    }
    for (int quality = 0; quality < left.length; quality++) {
      put(last, place, quality, left[quality]);
    }
  }

  /** Where its energy is used, as far as that was ever said. */
  public GridPlace place() {
    return first.orElse(GridPlace.UNSAID);
  }

  private void settle(GridPlace place) {
    first = Optional.of(place);
    zones.add(Figures.zone(place));
    days.values().forEach(DayEnergy::forgetFigures);
    closed = null;
  }

  private void put(long bucket, Optional<GridPlace> place, int quality, long microjoules) {
    if (microjoules == 0) {
      return;
    }
    if (bucket > openBucket) {
      close();
      openBucket = bucket;
    }
    if (bucket == openBucket) {
      long[] sums = opened(place).microjoules;
      sums[quality] = Math.addExact(sums[quality], microjoules);
    } else {
      day(bucket).add(bucket, place, QUALITIES[quality], microjoules);
    }
  }

  private Open opened(Optional<GridPlace> place) {
    for (Open known : open) {
      if (known.place.equals(place)) {
        return known;
      }
    }
    Open fresh = new Open(place);
    open.add(fresh);
    zones.add(Figures.zone(place.orElse(GridPlace.UNSAID)));
    return fresh;
  }

  private void close() {
    for (Open part : open) {
      for (int quality = 0; quality < QUALITIES.length; quality++) {
        if (part.microjoules[quality] > 0) {
          day(openBucket)
              .add(openBucket, part.place, QUALITIES[quality], part.microjoules[quality]);
        }
      }
    }
    open.clear();
  }

  private DayEnergy day(long bucket) {
    closed = null;
    long day = Buckets.day(bucket);
    changed.add(day);
    return days.computeIfAbsent(day, DayEnergy::new);
  }

  /** Days that changed since this was last asked: to be written, or removed where absent. */
  public SortedMap<Long, Optional<DayEnergy>> takeChanged() {
    SortedMap<Long, Optional<DayEnergy>> taken = new TreeMap<>();
    for (long day : changed) {
      taken.put(day, Optional.ofNullable(days.get(day)));
    }
    changed.clear();
    return taken;
  }

  /** Whether any day waits to be written or removed. */
  public boolean hasChanged() {
    return !changed.isEmpty();
  }

  /** All days that are kept, to be forgotten. */
  public Set<Long> days() {
    return new TreeSet<>(days.keySet());
  }

  /**
   * Makes sums of days that are older than are kept; they meet the factors of now and later ones no
   * more. True if there were any.
   */
  public boolean freeze(Figures figures, String node) {
    long keep = figures.grid().config().keep().toDays();
    if (openBucket == NONE || days.isEmpty()) {
      return false;
    }
    boolean any = false;
    while (!days.isEmpty() && days.firstKey() < Buckets.day(openBucket) - keep) {
      long day = days.firstKey();
      frozen.add(evaluated(figures, node, day));
      days.remove(day);
      changed.add(day);
      closed = null;
      any = true;
    }
    return any;
  }

  private FigureSum evaluated(Figures figures, String node, long day) {
    DayEnergy energy = days.get(day);
    return energy == null
        ? new FigureSum()
        : evaluate(figures, Figures.cluster(node), energy, first.orElse(GridPlace.UNSAID));
  }

  /** Adds what all of it means. */
  public void addTo(FigureSum sum, Figures figures, String node) {
    sum.add(closed(figures, Figures.cluster(node)));
    GridPlace settled = first.orElse(GridPlace.UNSAID);
    for (GridPlace place : openPlaces(settled)) {
      long microjoules = 0;
      for (Open part : open) {
        if (part.place.orElse(settled).equals(place)) {
          for (long energy : part.microjoules) {
            microjoules = Math.addExact(microjoules, energy);
          }
        }
      }
      figures.add(sum, place, Figures.cluster(node), openBucket, microjoules);
    }
  }

  private List<GridPlace> openPlaces(GridPlace settled) {
    return open.stream().map(part -> part.place.orElse(settled)).distinct().toList();
  }

  private FigureSum closed(Figures figures, String cluster) {
    GridBook grid = figures.grid();
    // Noted before looking: what changes meanwhile is looked at again.
    long revision = grid.revision();
    FigureSum known = closed;
    if (known != null && closedRevision == revision) {
      return known;
    }
    GridPlace settled = first.orElse(GridPlace.UNSAID);
    FigureSum sum = new FigureSum();
    sum.add(frozen);
    for (DayEnergy day : days.values()) {
      FigureSum figuresOfDay = day.figures();
      if (figuresOfDay == null || isStale(day, grid, settled)) {
        figuresOfDay = evaluate(figures, cluster, day, settled);
      }
      day.figures(figuresOfDay, revision);
      sum.add(figuresOfDay);
    }
    closed = sum;
    closedRevision = revision;
    return sum;
  }

  private boolean isStale(DayEnergy day, GridBook grid, GridPlace settled) {
    Optional<List<GridBook.Change>> changes = grid.changesSince(day.figuresRevision());
    if (changes.isEmpty()) {
      return true;
    }
    long from = day.day() * DAY_MICROS;
    for (GridBook.Change change : changes.get()) {
      if (change.touches(zones, from, from + DAY_MICROS) && day.touches(change.zone(), settled)) {
        return true;
      }
    }
    return false;
  }

  private static FigureSum evaluate(
      Figures figures, String cluster, DayEnergy day, GridPlace settled) {
    FigureSum sum = new FigureSum();
    long first = day.day() * Buckets.A_DAY;
    for (DayEnergy.Placed placed : day.byPlace(settled)) {
      long[] row = placed.microjoules();
      for (int i = 0; i < row.length; i++) {
        figures.add(sum, placed.place(), cluster, first + i, row[i]);
      }
    }
    return sum;
  }

  /** Zones whose factors it may meet. */
  public Set<String> zones() {
    return zones;
  }

  /** Writes all but the days. */
  public void write(StateWriter out) {
    GridPlace.write(first, out);
    out.flag(openBucket != NONE);
    out.number(openBucket == NONE ? 0 : openBucket);
    out.number(open.size());
    for (Open part : open) {
      GridPlace.write(part.place, out);
      out.number(QUALITIES.length);
      for (Quality quality : QUALITIES) {
        out.number(EnumNumbers.of(quality));
        out.number(part.microjoules[quality.ordinal()]);
      }
    }
    frozen.write(out);
  }

  /** Reads what {@link #write} wrote. */
  public static TimedEnergy read(StateReader in) {
    TimedEnergy energy = new TimedEnergy();
    energy.first = GridPlace.read(in);
    boolean any = in.flag();
    long bucket = in.number();
    energy.openBucket = any ? bucket : NONE;
    int parts = in.count();
    for (int i = 0; i < parts; i++) {
      Open part = new Open(GridPlace.read(in));
      int qualities = in.count();
      for (int j = 0; j < qualities; j++) {
        Quality quality = EnumNumbers.quality(in.count());
        part.microjoules[quality.ordinal()] = in.number();
      }
      energy.open.add(part);
      energy.zones.add(Figures.zone(part.place.orElse(GridPlace.UNSAID)));
    }
    energy.first.map(Figures::zone).ifPresent(energy.zones::add);
    energy.frozen = FigureSum.read(in);
    return energy;
  }

  /**
   * Reads what was written before energy was kept by time: places and sums. Its quality and time
   * are lost; it is taken as used in the bucket of the newest energy.
   */
  public static TimedEnergy readUntimed(StateReader in, long asOfWallMicros) {
    TimedEnergy energy = new TimedEnergy();
    int parts = in.count();
    for (int i = 0; i < parts; i++) {
      Optional<GridPlace> place = GridPlace.read(in);
      long[] byQuality = new long[QUALITIES.length];
      byQuality[Quality.MODELLED.ordinal()] = in.number();
      energy.add(place, asOfWallMicros, asOfWallMicros, byQuality);
    }
    return energy;
  }
}
