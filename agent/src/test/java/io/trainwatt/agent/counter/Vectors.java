package io.trainwatt.agent.counter;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** The conformance vectors of the repository, as far as valid ones need reading. */
final class Vectors {
  private static final JsonFactory JSON = new JsonFactory();

  private Vectors() {}

  /** One vector. */
  record Case(
      String name,
      EnergySource source,
      List<RawReading> readings,
      BigInteger counted,
      BigInteger integrated,
      BigInteger filled,
      BigInteger uncovered,
      List<String> events) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Path folder() {
    return Path.of(System.getProperty("trainwatt.root"), "conformance");
  }

  static List<Case> all() throws IOException {
    List<Case> vectors = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder())) {
      for (Path file : files.filter(path -> path.toString().endsWith(".json")).sorted().toList()) {
        try (JsonParser parser = JSON.createParser(file.toFile())) {
          parser.nextToken();
          Object content = value(parser);
          List<?> list = content instanceof List<?> many ? many : List.of(content);
          list.forEach(vector -> vectors.add(vector(object(vector))));
        }
      }
    }
    return vectors;
  }

  private static Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> map = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          parser.nextToken();
          map.put(name, value(parser));
        }
        yield map;
      }
      case START_ARRAY -> {
        List<Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          list.add(value(parser));
        }
        yield list;
      }
      case VALUE_NUMBER_INT -> parser.getBigIntegerValue();
      default -> parser.getText();
    };
  }

  @SuppressWarnings("unchecked") // the parser above makes no other map
  private static Map<String, Object> object(Object value) {
    return (Map<String, Object>) value;
  }

  private static Case vector(Map<String, Object> map) {
    Map<String, Object> expect = object(map.getOrDefault("expect", Map.of()));
    List<RawReading> readings = new ArrayList<>();
    for (Object reading : (List<?>) map.getOrDefault("readings", List.of())) {
      readings.add(reading(object(reading)));
    }
    List<String> events = new ArrayList<>();
    for (Object event : (List<?>) expect.getOrDefault("events", List.of())) {
      events.add((String) event);
    }
    return new Case(
        (String) map.getOrDefault("name", "unnamed"),
        source(object(map.getOrDefault("source", Map.of()))),
        readings,
        number(expect, "countedMicrojoules"),
        number(expect, "integratedMicrojoules"),
        number(expect, "filledMicrojoules"),
        number(expect, "uncoveredMillis"),
        events);
  }

  private static BigInteger number(Map<String, Object> map, String name) {
    return (BigInteger) map.getOrDefault(name, BigInteger.valueOf(-1));
  }

  private static EnergySource source(Map<String, Object> map) {
    return new EnergySource(
        EnergySource.Kind.valueOf(((String) map.getOrDefault("kind", "")).toUpperCase(Locale.ROOT)),
        map.containsKey("rangeMicrojoules")
            ? OptionalLong.of(number(map, "rangeMicrojoules").longValueExact())
            : OptionalLong.empty(),
        number(map, "powerBoundMilliwatts").longValueExact(),
        map.containsKey("refreshMillis") ? number(map, "refreshMillis").longValueExact() : 0,
        map.containsKey("nominalMillis") ? number(map, "nominalMillis").longValueExact() : 1_000);
  }

  private static RawReading reading(Map<String, Object> map) {
    long at = number(map, "atMillis").longValueExact();
    String boot = (String) map.getOrDefault("boot", "a");
    BigInteger value = (BigInteger) map.getOrDefault("value", BigInteger.ZERO);
    boolean failed = map.containsKey("error") || value.bitLength() >= Long.SIZE;
    return failed ? RawReading.failed(at, boot) : RawReading.of(at, boot, value.longValueExact());
  }
}
