package io.trainwatt.collector.grid;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.trainwatt.events.grid.GridEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A file of factors: CSV with a heading, or JSON or YAML with a list. Looked at every ten seconds,
 * and all of what it says holds: a row that is gone is taken back. A row that cannot be is left out
 * and said; the others hold.
 */
final class FactorFile implements GridSource {
  private static final int MAX_BYTES = 32 << 20;
  // Norway is NO, and no is a word.
  private static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder()
              .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
              .build());

  private final Path file;

  FactorFile(Path file) {
    this.file = file;
  }

  @Override
  public String name() {
    return String.valueOf(file.getFileName());
  }

  @Override
  public boolean isOwn(GridEvent event) {
    return event.source().startsWith(owner());
  }

  @Override
  public Duration interval() {
    return Duration.ofSeconds(10);
  }

  @Override
  public Duration lookback() {
    return Duration.ofDays(3_660);
  }

  @Override
  public Optional<Instant> wholeSince(Instant from) {
    return Optional.of(Instant.EPOCH);
  }

  @Override
  public Answer read(Instant from, Instant to) throws SourceFailed {
    String text;
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new SourceFailed("too long", file + " is longer than " + MAX_BYTES + " bytes");
      }
      text = Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new SourceFailed("unavailable", file + " cannot be read: " + e);
    }
    Reading reading = new Reading();
    if (name().endsWith(".csv")) {
      csv(text, reading);
    } else {
      list(text, reading);
    }
    return reading.answer();
  }

  private void csv(String text, Reading reading) throws SourceFailed {
    List<String> lines = text.lines().toList();
    if (lines.isEmpty()) {
      throw new SourceFailed("garbage", file + " is empty: it needs a heading");
    }
    String[] heading = lines.getFirst().split(",", -1);
    for (int i = 1; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] cells = line.split(",", -1);
      String place = "%s line %d".formatted(file, i + 1);
      if (cells.length != heading.length) {
        reading.refuse(
            "%s: %d cells under %d headings".formatted(place, cells.length, heading.length));
        continue;
      }
      Map<String, String> fields = new LinkedHashMap<>();
      for (int c = 0; c < cells.length; c++) {
        fields.put(heading[c].strip(), cells[c]);
      }
      row(place, fields, reading);
    }
  }

  private void list(String text, Reading reading) throws SourceFailed {
    JsonNode rows;
    try {
      rows = YAML.readTree(text);
    } catch (IOException e) {
      throw new SourceFailed("garbage", file + " is neither JSON nor YAML");
    }
    if (rows == null || !rows.isArray()) {
      throw new SourceFailed("garbage", file + " is no list");
    }
    for (int i = 0; i < rows.size(); i++) {
      Map<String, String> fields = new LinkedHashMap<>();
      rows.get(i).properties().forEach(one -> fields.put(one.getKey(), one.getValue().asText()));
      row("%s [%d]".formatted(file, i), fields, reading);
    }
  }

  private void row(String place, Map<String, String> fields, Reading reading) {
    try {
      reading.add(new FactorRow(fields).factor(owner()));
    } catch (IllegalArgumentException | ArithmeticException e) {
      reading.refuse(place + ": " + e.getMessage());
    }
  }

  private String owner() {
    return name() + ": ";
  }
}
