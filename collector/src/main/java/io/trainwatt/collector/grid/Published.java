package io.trainwatt.collector.grid;

import io.trainwatt.events.codec.GridCodec;
import io.trainwatt.events.codec.MalformedRecord;
import io.trainwatt.events.grid.GridEvent;
import io.trainwatt.events.grid.GridFactor;
import io.trainwatt.events.grid.GridPrice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What the topic says now, so that only what is new is written. Thread-safe. */
final class Published {
  private final Map<String, GridEvent> events = new ConcurrentHashMap<>();

  /** Takes a record of the topic. */
  void take(String key, byte @Nullable [] value) {
    if (value == null) {
      events.remove(key);
      return;
    }
    try {
      events.put(key, GridCodec.decode(value));
    } catch (MalformedRecord e) {
      // Whoever wrote it: it is counted where it is read for accounts.
      events.remove(key);
    }
  }

  /** Where the newest interval of a source ends, in microseconds; absent if it said nothing yet. */
  OptionalLong newestEnd(GridSource source) {
    return events.values().stream()
        .filter(source::isOwn)
        .mapToLong(event -> event.validToWallMicros().orElse(event.validFromWallMicros()))
        .max();
  }

  /** Keys of what a source published of the time since. */
  List<String> keys(GridSource source, long from) {
    List<String> keys = new ArrayList<>();
    events.forEach(
        (key, event) -> {
          if (source.isOwn(event) && event.validFromWallMicros() >= from) {
            keys.add(key);
          }
        });
    return keys;
  }

  /**
   * What must be written for an event; absent where the topic says it already. A value that differs
   * says what it corrects, and is never published earlier than what it replaces.
   */
  Optional<GridEvent> news(GridEvent event, long nowMicros) {
    GridEvent known = events.get(event.key());
    long said = event.publishedWallMicros() > 0 ? event.publishedWallMicros() : nowMicros;
    return switch (event) {
      case GridFactor factor -> news(factor, known, said);
      case GridPrice price -> news(price, known, said);
    };
  }

  private static Optional<GridEvent> news(
      GridFactor factor, @Nullable GridEvent known, long published) {
    if (!(known instanceof GridFactor before)) {
      return Optional.of(with(factor, published, OptionalLong.empty()));
    }
    if (with(factor, 0, OptionalLong.empty()).equals(with(before, 0, OptionalLong.empty()))) {
      return Optional.empty();
    }
    OptionalLong corrects =
        before.milligramsPerKilowattHour() == factor.milligramsPerKilowattHour()
            ? before.corrects()
            : OptionalLong.of(before.milligramsPerKilowattHour());
    return Optional.of(
        with(factor, Math.max(published, before.publishedWallMicros() + 1), corrects));
  }

  private static Optional<GridEvent> news(
      GridPrice price, @Nullable GridEvent known, long published) {
    if (!(known instanceof GridPrice before)) {
      return Optional.of(with(price, published, OptionalLong.empty()));
    }
    if (with(price, 0, OptionalLong.empty()).equals(with(before, 0, OptionalLong.empty()))) {
      return Optional.empty();
    }
    OptionalLong corrects =
        before.microsPerKilowattHour() == price.microsPerKilowattHour()
            ? before.correctsMicros()
            : OptionalLong.of(before.microsPerKilowattHour());
    return Optional.of(
        with(price, Math.max(published, before.publishedWallMicros() + 1), corrects));
  }

  private static GridFactor with(GridFactor factor, long published, OptionalLong corrects) {
    return new GridFactor(
        factor.zone(),
        factor.source(),
        factor.kind(),
        factor.basis(),
        factor.validFromWallMicros(),
        factor.validToWallMicros(),
        factor.milligramsPerKilowattHour(),
        factor.estimated(),
        factor.zoneName(),
        published,
        factor.coveredPpm(),
        factor.cluster(),
        factor.origin(),
        corrects);
  }

  private static GridPrice with(GridPrice price, long published, OptionalLong corrects) {
    return new GridPrice(
        price.zone(),
        price.source(),
        price.origin(),
        price.cluster(),
        price.validFromWallMicros(),
        price.validToWallMicros(),
        price.currency(),
        price.microsPerKilowattHour(),
        published,
        corrects);
  }
}
