package io.trainwatt.cli.backtest;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainwatt.cli.console.Json;
import io.trainwatt.cli.console.Refusal;
import io.trainwatt.events.progress.Loss;
import io.trainwatt.pipeline.forecast.CurveRow;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/** Reads the rows of one recorded curve. */
final class CurveFile {
  private static final String REMEDY = "each line is a JSON object with t_s and step";

  private final Path file;

  CurveFile(Path file) {
    this.file = file;
  }

  /**
   * Gives every row, in order.
   *
   * @throws Refusal if the file is missing or garbled: it names file, line and field
   */
  void rows(Consumer<CurveRow> taker) {
    int number = 0;
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(open(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.isBlank()) {
          taker.accept(row(Json.read(line), number));
        }
      }
    } catch (NoSuchFileException | FileNotFoundException e) {
      throw Refusal.missing(file + " is not there", "index.json names it");
    } catch (IOException | UncheckedIOException e) {
      throw garbled(number, String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
    if (number == 0) {
      throw garbled(0, "it is empty");
    }
  }

  private InputStream open() throws IOException {
    InputStream raw = Files.newInputStream(file);
    if (!file.toString().endsWith(".gz")) {
      return raw;
    }
    try {
      return new GZIPInputStream(raw);
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  private CurveRow row(JsonNode row, int line) {
    JsonNode seconds = row.path("t_s");
    JsonNode step = row.path("step");
    if (!seconds.isNumber()) {
      throw garbled(line, "t_s is no number");
    }
    if (!step.canConvertToLong()) {
      throw garbled(line, "step is no whole number");
    }
    try {
      return new CurveRow(
          seconds.asDouble(),
          step.asLong(),
          loss(row, "train_loss", line),
          loss(row, "val_loss", line),
          row.path("lr").isNumber()
              ? OptionalDouble.of(row.path("lr").asDouble())
              : OptionalDouble.empty(),
          row.path("samples").canConvertToLong()
              ? OptionalLong.of(row.path("samples").asLong())
              : OptionalLong.empty());
    } catch (IllegalArgumentException e) {
      throw garbled(line, String.valueOf(e.getMessage()));
    }
  }

  private Optional<Loss> loss(JsonNode row, String field, int line) {
    JsonNode value = row.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (value.isNumber()) {
      return Optional.of(Loss.of(value.asDouble()));
    }
    return switch (value.asText()) {
      case "NaN" -> Optional.of(Loss.NonFinite.NAN);
      case "Infinity" -> Optional.of(Loss.NonFinite.POSITIVE_INFINITY);
      case "-Infinity" -> Optional.of(Loss.NonFinite.NEGATIVE_INFINITY);
      default -> throw garbled(line, field + " is no number: " + value);
    };
  }

  private Refusal garbled(int line, String what) {
    return Refusal.wrongUse("%s:%d: %s".formatted(file, line, what), REMEDY);
  }
}
