package io.trainwatt.pipeline.meter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PeaksReferenceTest {

  @Test
  void everyPeakStandsInTheReferenceAndNoOther() throws IOException {
    String page =
        Files.readString(
            Path.of(System.getProperty("trainwatt.root", ".."), "docs/reference/efficiency.md"));
    List<String> documented =
        page.lines().filter(line -> line.matches("\\| `[^`]+` \\| [0-9.]+ \\|")).toList();

    assertThat(documented).isEqualTo(shipped());
  }

  private static List<String> shipped() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(DevicePeaks.class.getResourceAsStream("device-peaks.csv"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .skip(1)
          .map(row -> row.split(",", 3))
          .map(columns -> "| `%s` | %s |".formatted(columns[0], columns[1]))
          .toList();
    }
  }
}
