package io.trainwatt.collector.metrics;

import io.trainwatt.collector.fixture.WrittenPart;
import java.io.IOException;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of {@code docs/reference/metrics.md}. */
final class MetersReferenceTest {
  @Test
  void everyMeterStandsInTheReferenceAsItIs() throws IOException {
    StringBuilder table =
        new StringBuilder(
            """
            | metric | kind | labels | meaning |
            | --- | --- | --- | --- |
            """);
    for (MeterName meter : MeterName.values()) {
      table.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(
                  meter.prometheusName(),
                  meter.kind().name().toLowerCase(Locale.ROOT),
                  meter.labels().stream()
                      .map(label -> "`" + label + "`")
                      .collect(Collectors.joining(", ")),
                  meter.meaning()));
    }

    WrittenPart.is("metrics.md", "meters", table.toString());
  }
}
