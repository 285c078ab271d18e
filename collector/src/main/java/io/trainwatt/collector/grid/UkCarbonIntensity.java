package io.trainwatt.collector.grid;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainwatt.events.grid.EmissionBasis;
import io.trainwatt.events.grid.IntensityKind;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The Carbon Intensity API of Great Britain's system operator: half hours, direct emissions, no
 * key. A half hour without an actual value yet has its forecast, marked as estimated.
 */
final class UkCarbonIntensity extends ZoneSource {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm'Z'").withZone(ZoneOffset.UTC);
  // The longest stretch that the server answers.
  private static final Duration LONGEST = Duration.ofDays(14);

  UkCarbonIntensity(GridHttp http, URI base, String zone) {
    super(
        "uk-carbon-intensity",
        http,
        base,
        new Reading.Frame(zone, "UK Carbon Intensity", IntensityKind.AVERAGE, EmissionBasis.DIRECT),
        Duration.ofMinutes(10),
        Duration.ofDays(1));
  }

  @Override
  public Answer read(Instant from, Instant to) throws SourceFailed, InterruptedException {
    Reading reading = new Reading();
    for (Instant start = from; start.isBefore(to); start = start.plus(LONGEST)) {
      Instant end = start.plus(LONGEST).isBefore(to) ? start.plus(LONGEST) : to;
      read(start, end, reading);
    }
    return reading.answer();
  }

  private void read(Instant from, Instant to, Reading reading)
      throws SourceFailed, InterruptedException {
    URI url = base.resolve("/intensity/%s/%s".formatted(TIME.format(from), TIME.format(to)));
    JsonNode root = http.json(url, Map.of("Accept", "application/json"));
    for (JsonNode row : Answers.array(root, "data")) {
      Optional<BigDecimal> actual = Answers.number(row.path("intensity"), "actual");
      Optional<BigDecimal> grams =
          actual.isPresent() ? actual : Answers.number(row.path("intensity"), "forecast");
      if (grams.isPresent()) {
        reading.add(
            frame,
            Answers.time(row, "from"),
            Answers.time(row, "to"),
            grams.get(),
            actual.isEmpty(),
            OptionalLong.empty());
      }
    }
  }
}
