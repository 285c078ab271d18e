package io.trainwatt.collector.sink.influx;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.collector.fixture.Results;
import io.trainwatt.collector.fixture.WrittenPart;
import io.trainwatt.events.account.CarbonMethod;
import io.trainwatt.events.account.Subject;
import io.trainwatt.events.codec.AccountCodec;
import io.trainwatt.events.codec.AlertCodec;
import io.trainwatt.events.codec.SeriesPointCodec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Tags and fields of {@code docs/reference/influxdb-schema.md}: those of all golden records, which
 * have everything that a record may have.
 */
final class SchemaReferenceTest {
  private static final Pattern LINE = Pattern.compile("(\\w+),(.*?[^\\\\]) (\\w+=.*) -?\\d+");
  private static final Pattern TAG = Pattern.compile("(\\w+)=(?:\\\\.|[^,\\\\])*");
  private static final Pattern FIELD =
      Pattern.compile("(\\w+)=(?:(\"(?:\\\\.|[^\"\\\\])*\")|(true|false)|(-?\\d+i)|([^,]+))");

  private final Map<String, Map<String, String>> tags = new TreeMap<>();
  private final Map<String, Map<String, String>> fields = new TreeMap<>();

  @Test
  void everyTagAndFieldStandsInTheReferenceAsItIsWritten() throws Exception {
    lines().forEach(this::take);
    StringBuilder table =
        new StringBuilder(
            """
            | measurement | tags | fields |
            | --- | --- | --- |
            """);
    fields.forEach(
        (measurement, typed) ->
            table.append(
                "| `%s` | %s | %s |\n"
                    .formatted(
                        measurement,
                        tags.getOrDefault(measurement, Map.of()).keySet().stream()
                            .map(tag -> "`" + tag + "`")
                            .collect(Collectors.joining(", ")),
                        typed.entrySet().stream()
                            .map(field -> "`" + field.getKey() + "` " + field.getValue())
                            .collect(Collectors.joining(", ")))));

    WrittenPart.is("influxdb-schema.md", "fields", table.toString());
  }

  private static List<String> lines() throws Exception {
    Path golden =
        Path.of(System.getProperty("trainwatt.root", ".."), "events/src/test/resources/golden/v1");
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(golden)) {
      for (Path file : files.sorted().toList()) {
        byte[] bytes = Files.readAllBytes(file);
        String name = String.valueOf(file.getFileName());
        if (name.contains("-account")) {
          lines.addAll(Points.of(AccountCodec.decode(bytes)));
        } else if (name.startsWith("alert")) {
          lines.addAll(Points.of(AlertCodec.decode(bytes)));
        } else if (name.startsWith("series")) {
          lines.addAll(Points.of(SeriesPointCodec.decode(bytes)));
        }
      }
    }
    lines.addAll(Points.of(Results.point(new Subject.OfRun("r1"), 1, 12_000_000)));
    lines.addAll(Points.of(Results.alert("f1", new Subject.OfRun("r1"), false)));
    return lines;
  }

  private void take(String line) {
    Matcher parts = LINE.matcher(line);
    assertThat(parts.matches()).as(line).isTrue();
    Map<String, String> own = tags.computeIfAbsent(parts.group(1), any -> new TreeMap<>());
    Matcher tag = TAG.matcher(parts.group(2));
    while (tag.find()) {
      own.put(tag.group(1), "");
    }
    Map<String, String> typed = fields.computeIfAbsent(parts.group(1), any -> new TreeMap<>());
    Matcher field = FIELD.matcher(parts.group(3));
    while (field.find()) {
      String name = general(field.group(1));
      String type =
          field.group(2) != null
              ? "s"
              : field.group(3) != null ? "b" : field.group(4) != null ? "i" : "f";
      assertThat(typed.getOrDefault(name, type)).as(name).isEqualTo(type);
      typed.put(name, type);
    }
  }

  /** Names that hold a method or a currency, each once. */
  private static String general(String field) {
    for (CarbonMethod method : CarbonMethod.values()) {
      String word = method.name().toLowerCase(Locale.ROOT);
      if (field.matches("co2_" + word + "_(plus_minus_)?micrograms")) {
        return field.replace(word, "METHOD");
      }
    }
    return field.replaceFirst("^cost_[a-z]{3}_", "cost_CURRENCY_");
  }
}
