package io.trainwatt.agent.counter.vectors;

import io.trainwatt.agent.counter.EnergySource;
import io.trainwatt.agent.counter.RawReading;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * From JSON to a vector, strictly: whatever is missing, of another type or out of range makes it
 * invalid. The format is described beside the vectors, in {@code conformance/README.md}.
 */
final class VectorReader {
  /** The name of a vector's own place. */
  static final String ROOT = "the vector";

  static final Set<String> SOURCE =
      known("kind", "rangeMicrojoules", "powerBoundMilliwatts", "refreshMillis", "nominalMillis");
  private static final Set<String> VECTOR = known("name", "why", "source", "readings", "expect");
  private static final Set<String> VECTOR_OF_SEVERAL =
      known("name", "why", "sources", "readings", "expect");
  private static final Set<String> READING = known("atMillis", "value", "error", "boot");
  private static final List<String> FIGURES =
      List.of(Meaning.COUNTED, Meaning.INTEGRATED, Meaning.FILLED, Meaning.UNCOVERED);
  private static final Set<String> EXPECT =
      known(Meaning.COUNTED, Meaning.INTEGRATED, Meaning.FILLED, Meaning.UNCOVERED, Meaning.EVENTS);
  private static final List<String> KINDS = List.of("counter", "gauge", "mean");
  private static final String DEFAULT_BOOT = "a";

  private VectorReader() {}

  static Vector vector(JsonTree tree) throws InvalidVector {
    Place vector = new Place(ROOT, tree);
    if (vector.has("sources") && !vector.has("source")) {
      vector.object(VECTOR_OF_SEVERAL).member("name").text();
      return SeveralReader.vector(vector);
    }
    vector.object(VECTOR).member("name").text();
    return new Vector.OfOne(
        source(vector.member("source").object(SOURCE)),
        readings(vector.member("readings")),
        expected(vector.member("expect")));
  }

  static EnergySource source(Place source) throws InvalidVector {
    EnergySource.Kind kind =
        switch (KINDS.indexOf(source.member("kind").oneOf(KINDS))) {
          case 0 -> EnergySource.Kind.COUNTER;
          case 1 -> EnergySource.Kind.GAUGE;
          default -> EnergySource.Kind.MEAN;
        };
    Optional<Place> range = source.optional("rangeMicrojoules");
    return new EnergySource(
        kind,
        range.isPresent() ? OptionalLong.of(range.get().int64(1)) : OptionalLong.empty(),
        source.member("powerBoundMilliwatts").int64(0),
        orElse(source.optional("refreshMillis"), 0, 0),
        orElse(source.optional("nominalMillis"), 1, EnergySource.DEFAULT_NOMINAL_MILLIS));
  }

  private static long orElse(Optional<Place> place, long least, long otherwise)
      throws InvalidVector {
    return place.isPresent() ? place.get().int64(least) : otherwise;
  }

  static List<RawReading> readings(Place array) throws InvalidVector {
    List<RawReading> readings = new ArrayList<>();
    for (Place reading : array.items()) {
      readings.add(reading(reading.object(READING)));
    }
    return readings;
  }

  private static RawReading reading(Place reading) throws InvalidVector {
    long at = reading.member("atMillis").int64(Long.MIN_VALUE);
    Optional<Place> named = reading.optional("boot");
    String boot = named.isPresent() ? named.get().text() : DEFAULT_BOOT;
    Optional<Place> value = reading.optional("value");
    BigInteger read = value.isPresent() ? value.get().whole() : BigInteger.ZERO;
    boolean failed = reading.has("error");
    if (value.isEmpty() && !failed) {
      throw new InvalidVector(reading.name() + " has neither value nor error");
    }
    return failed || read.bitLength() >= Long.SIZE
        ? RawReading.failed(at, boot)
        : RawReading.of(at, boot, read.longValueExact());
  }

  static Meaning expected(Place place) throws InvalidVector {
    Place expect = place.object(EXPECT);
    return new Meaning(
        figures(expect, FIGURES), Map.of(Meaning.EVENTS, expect.member(Meaning.EVENTS).texts()));
  }

  static Map<String, BigInteger> figures(Place place, List<String> names) throws InvalidVector {
    Map<String, BigInteger> figures = new LinkedHashMap<>();
    for (String name : names) {
      figures.put(name, place.member(name).whole());
    }
    return figures;
  }

  /** In this order, so that both implementations find the same slip first. */
  static Set<String> known(String... names) {
    return Collections.unmodifiableSet(new LinkedHashSet<>(List.of(names)));
  }
}
