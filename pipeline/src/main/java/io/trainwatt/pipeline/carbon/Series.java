package io.trainwatt.pipeline.carbon;

import io.trainwatt.events.codec.GridCodec;
import io.trainwatt.events.grid.GridEvent;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What one source says of one thing over time. One thread writes, any reads. Which of two versions
 * of an interval holds follows from the versions alone, not from which came first.
 */
final class Series<T extends GridEvent> {
  private final ToLongFunction<T> value;
  private final ConcurrentNavigableMap<Long, Version<T>> byStart = new ConcurrentSkipListMap<>();
  private volatile long longest;

  /**
   * The version of an interval that holds.
   *
   * @param corrected another value was published for the interval before
   */
  record Version<T extends GridEvent>(T event, boolean corrected) {}

  Series(ToLongFunction<T> value) {
    this.value = value;
  }

  /** Takes a version of an interval; false if nothing changes by it. */
  boolean put(T event, boolean saysItCorrects) {
    event
        .validToWallMicros()
        .ifPresent(to -> longest = Math.max(longest, to - event.validFromWallMicros()));
    Version<T> said = new Version<>(event, saysItCorrects);
    Version<T> known = byStart.get(event.validFromWallMicros());
    Version<T> holds = known == null ? said : later(known, said);
    byStart.put(event.validFromWallMicros(), holds);
    return !holds.equals(known);
  }

  private Version<T> later(Version<T> a, Version<T> b) {
    boolean differ = value.applyAsLong(a.event) != value.applyAsLong(b.event);
    return new Version<>(
        isLater(a.event, b.event) ? a.event : b.event, a.corrected || b.corrected || differ);
  }

  private boolean isLater(T a, T b) {
    if (a.publishedWallMicros() != b.publishedWallMicros()) {
      return a.publishedWallMicros() > b.publishedWallMicros();
    }
    return Arrays.compareUnsigned(GridCodec.encode(a), GridCodec.encode(b)) > 0;
  }

  /** What begins at a time, removed. */
  Optional<T> remove(long validFromWallMicros) {
    return Optional.ofNullable(byStart.remove(validFromWallMicros)).map(Version::event);
  }

  /** What begins at a time. */
  Optional<T> at(long validFromWallMicros) {
    return Optional.ofNullable(byStart.get(validFromWallMicros)).map(Version::event);
  }

  /** What holds at a time: of those whose interval has it, the one that began last. */
  @Nullable Version<T> holds(long wallMicros) {
    long reach = longest;
    for (var entry = byStart.floorEntry(wallMicros);
        entry != null;
        entry = byStart.lowerEntry(entry.getKey())) {
      if (wallMicros < end(entry)) {
        return entry.getValue();
      }
      if (entry.getKey() + reach <= wallMicros) {
        return null;
      }
    }
    return null;
  }

  /** What held last before a time, if that was no longer ago. */
  @Nullable Version<T> heldLast(long wallMicros, long notLongerAgoMicros) {
    var entry = byStart.floorEntry(wallMicros);
    return entry != null && wallMicros - end(entry) < notLongerAgoMicros ? entry.getValue() : null;
  }

  // One without an end holds until the next begins.
  private long end(Map.Entry<Long, Version<T>> entry) {
    var to = entry.getValue().event.validToWallMicros();
    if (to.isPresent()) {
      return to.getAsLong();
    }
    Long next = byStart.higherKey(entry.getKey());
    return next == null ? Long.MAX_VALUE : next;
  }

  /** Forgets what ended before a time. */
  void dropBefore(long wallMicros) {
    byStart.headMap(wallMicros).entrySet().removeIf(entry -> end(entry) <= wallMicros);
  }

  int size() {
    return byStart.size();
  }
}
