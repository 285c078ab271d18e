package io.trainwatt.collector.live;

import io.trainwatt.events.account.SeriesPoint;
import io.trainwatt.events.codec.MalformedRecord;
import io.trainwatt.events.codec.SeriesPointCodec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The newest points of all subjects. What it holds follows from the points alone, not from when or
 * in which order they came: all that end after the horizon, which is the start of the first whole
 * minute such that window and byte limit hold. Not thread-safe.
 */
final class SeriesWindow {
  private static final long MINUTE_MICROS = 60_000_000L;

  private record Place(long toMicros, String node) {}

  private static final Comparator<Place> OLDEST_FIRST =
      Comparator.comparingLong(Place::toMicros).thenComparing(Place::node);

  private final long windowMicros;
  private final long byteLimit;
  // Wire bytes: a tenth of the objects they decode to.
  private final Map<String, NavigableMap<Place, byte[]>> points = new HashMap<>();
  private final Map<String, Map<String, SeriesPoint>> newest = new HashMap<>();
  private final TreeMap<Long, Long> bytesByMinute = new TreeMap<>();
  private long bytes;
  private long newestMicros = Long.MIN_VALUE;
  private long horizonMicros = Long.MIN_VALUE;

  SeriesWindow(LiveConfig config) {
    this.windowMicros = config.window().toNanos() / 1_000;
    this.byteLimit = config.seriesBytes();
  }

  /**
   * Adds a point, or replaces the one of the same subject, node and end.
   *
   * @return false if it ends before the horizon and is not kept
   */
  boolean add(SeriesPoint point, byte[] wire) {
    if (point.toWallMicros() < horizonMicros) {
      return false;
    }
    String subject = point.subject().key();
    byte[] replaced =
        points
            .computeIfAbsent(subject, s -> new TreeMap<>(OLDEST_FIRST))
            .put(new Place(point.toWallMicros(), point.node()), wire);
    newest
        .computeIfAbsent(subject, s -> new TreeMap<>())
        .merge(
            point.node(), point, (old, now) -> now.toWallMicros() < old.toWallMicros() ? old : now);
    count(point.toWallMicros(), wire.length - (replaced == null ? 0 : replaced.length));
    newestMicros = Math.max(newestMicros, point.toWallMicros());
    raiseHorizon();
    return point.toWallMicros() >= horizonMicros;
  }

  /** Points of a subject that end after {@code sinceMicros}, oldest first. */
  List<SeriesPoint> after(String subject, long sinceMicros) {
    NavigableMap<Place, byte[]> all = points.get(subject);
    if (all == null) {
      return List.of();
    }
    long first = sinceMicros == Long.MAX_VALUE ? sinceMicros : sinceMicros + 1;
    List<SeriesPoint> found = new ArrayList<>();
    for (byte[] wire : all.tailMap(new Place(first, ""), true).values()) {
      found.add(decode(wire));
    }
    return found;
  }

  /** The newest point of a subject from each of its nodes. Kept beyond the horizon. */
  Collection<SeriesPoint> newest(String subject) {
    Map<String, SeriesPoint> byNode = newest.get(subject);
    return byNode == null ? List.of() : byNode.values();
  }

  void forget(String subject) {
    newest.remove(subject);
    NavigableMap<Place, byte[]> gone = points.remove(subject);
    if (gone != null) {
      gone.forEach((place, wire) -> count(place.toMicros(), -wire.length));
    }
  }

  long bytes() {
    return bytes;
  }

  private void count(long toMicros, int change) {
    bytesByMinute.merge(Math.floorDiv(toMicros, MINUTE_MICROS), (long) change, Long::sum);
    bytes += change;
  }

  private void raiseHorizon() {
    long first = Math.floorDiv(newestMicros - windowMicros, MINUTE_MICROS);
    long kept = bytes;
    for (Map.Entry<Long, Long> minute : bytesByMinute.entrySet()) {
      if (minute.getKey() >= first && kept <= byteLimit) {
        break;
      }
      kept -= minute.getValue();
      first = Math.max(first, minute.getKey() + 1);
    }
    if (first * MINUTE_MICROS > horizonMicros) {
      horizonMicros = first * MINUTE_MICROS;
      prune();
    }
  }

  private void prune() {
    bytesByMinute.headMap(Math.floorDiv(horizonMicros, MINUTE_MICROS)).clear();
    Place horizon = new Place(horizonMicros, "");
    points.values().forEach(byPlace -> byPlace.headMap(horizon).clear());
    points.values().removeIf(NavigableMap::isEmpty);
    bytes = bytesByMinute.values().stream().mapToLong(Long::longValue).sum();
  }

  private static SeriesPoint decode(byte[] wire) {
    try {
      return SeriesPointCodec.decode(wire);
    } catch (MalformedRecord e) {
      throw new IllegalStateException("a point that decoded before no longer does", e);
    }
  }
}
