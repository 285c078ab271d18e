package io.trainwatt.agent.counter.vectors;

import io.trainwatt.agent.counter.EnergySource;
import io.trainwatt.agent.counter.RawReading;
import io.trainwatt.agent.counter.together.Role;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A vector as JSON, expecting what the agent's counter makes of it. */
final class VectorText {
  private VectorText() {}

  static String of(String name, Vector vector) {
    return switch (vector) {
      case Vector.OfOne one ->
          object(
              "name", quoted(name),
              "source", source(one.source(), ""),
              "readings", readings(one.readings()),
              "expect", expect(one.played(), ""));
      case Vector.OfSeveral several -> {
        Map<String, String> sources = new LinkedHashMap<>();
        Map<String, String> readings = new LinkedHashMap<>();
        several
            .members()
            .forEach(
                (member, of) -> {
                  sources.put(member, source(of.source(), role(of.role())));
                  readings.put(member, readings(of.readings()));
                });
        yield object(
            "name", quoted(name),
            "sources", object(sources),
            "readings", object(readings),
            "expect", together(several));
      }
    };
  }

  private static String together(Vector.OfSeveral several) {
    Meaning played = several.played();
    Map<String, String> each = new LinkedHashMap<>();
    for (String member : several.members().keySet()) {
      each.put(member, expect(played, "sources." + member + "."));
    }
    return object(
        "total", object(below(played.figures(), "total.")),
        "disagreements", quoted(played.lists().getOrDefault("disagreements", List.of())),
        "sources", object(each));
  }

  private static String expect(Meaning meaning, String path) {
    Map<String, String> fields = below(meaning.figures(), path);
    fields.put("events", quoted(meaning.lists().getOrDefault(path + "events", List.of())));
    return object(fields);
  }

  private static Map<String, String> below(Map<String, BigInteger> figures, String path) {
    Map<String, String> fields = new LinkedHashMap<>();
    figures.forEach(
        (name, figure) -> {
          if (name.startsWith(path)) {
            fields.put(name.substring(path.length()), figure.toString());
          }
        });
    return fields;
  }

  private static String source(EnergySource source, String role) {
    String range =
        source.rangeMicrojoules().isPresent()
            ? "\"rangeMicrojoules\": " + source.rangeMicrojoules().getAsLong() + ", "
            : "";
    return """
        {"kind": "%s", %s%s"powerBoundMilliwatts": %d, "refreshMillis": %d, "nominalMillis": %d}"""
        .formatted(
            source.kind().name().toLowerCase(Locale.ROOT),
            range,
            role,
            source.powerBoundMilliwatts(),
            source.refreshMillis(),
            source.nominalMillis());
  }

  private static String role(Role role) {
    return switch (role) {
      case Role.Part part -> "";
      case Role.Overlap overlap -> "\"role\": \"overlap\", \"of\": \"" + overlap.of() + "\", ";
      case Role.StandIn standIn -> "\"role\": \"standIn\", \"of\": \"" + standIn.of() + "\", ";
      case Role.Check check -> "\"role\": \"check\", \"of\": \"" + check.of() + "\", ";
      case Role.NodeMeter meter -> "\"role\": \"meter\", ";
    };
  }

  private static String readings(List<RawReading> readings) {
    return readings.stream().map(VectorText::reading).collect(Collectors.joining(", ", "[", "]"));
  }

  private static String reading(RawReading reading) {
    String what =
        reading.value().isPresent()
            ? "\"value\": " + reading.value().getAsLong()
            : "\"error\": \"EIO\"";
    return """
        {"atMillis": %d, %s, "boot": "%s"}"""
        .formatted(reading.atMillis(), what, reading.boot());
  }

  private static String object(String... namesAndValues) {
    Map<String, String> members = new LinkedHashMap<>();
    List<String> rest = new ArrayList<>(List.of(namesAndValues));
    while (!rest.isEmpty()) {
      members.put(rest.removeFirst(), rest.removeFirst());
    }
    return object(members);
  }

  private static String object(Map<String, String> members) {
    return members.entrySet().stream()
        .map(member -> quoted(member.getKey()) + ": " + member.getValue())
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String quoted(List<String> texts) {
    return texts.stream().map(VectorText::quoted).collect(Collectors.joining(", ", "[", "]"));
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }
}
