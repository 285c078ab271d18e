package io.trainwatt.collector.grid;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainwatt.events.grid.EmissionBasis;
import io.trainwatt.events.grid.IntensityKind;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Electricity Maps v3: hours, consumption-based. The last day comes from {@code history}; a longer
 * gap is filled from {@code past-range} where the key allows it.
 */
final class ElectricityMaps extends ZoneSource {
  private static final Duration HISTORY = Duration.ofHours(24);
  // The longest stretch of hours that past-range answers.
  private static final Duration LONGEST = Duration.ofDays(10);

  private final Secret key;
  private final String theirZone;

  ElectricityMaps(
      GridHttp http, URI base, Secret key, String zone, String theirZone, EmissionBasis basis) {
    super(
        "electricity-maps",
        http,
        base,
        new Reading.Frame(zone, "Electricity Maps", IntensityKind.AVERAGE, basis),
        Duration.ofMinutes(15),
        HISTORY);
    this.key = key;
    this.theirZone = theirZone;
  }

  @Override
  public Answer read(Instant from, Instant to) throws SourceFailed, InterruptedException {
    Reading reading = new Reading();
    if (from.isBefore(to.minus(HISTORY))) {
      past(from, to.minus(HISTORY), reading);
    }
    JsonNode root = ask("history", "");
    rows(Answers.array(root, "history"), reading);
    return reading.answer();
  }

  private void past(Instant from, Instant to, Reading reading)
      throws SourceFailed, InterruptedException {
    for (Instant start = from; start.isBefore(to); start = start.plus(LONGEST)) {
      Instant end = start.plus(LONGEST).isBefore(to) ? start.plus(LONGEST) : to;
      try {
        JsonNode root =
            ask("past-range", "&start=%s&end=%s".formatted(seconds(start), seconds(end)));
        rows(Answers.array(root, "data"), reading);
      } catch (SourceFailed e) {
        if (!e.reason().equals("not allowed")) {
          throw e;
        }
        // A key for the last day alone: what is older stays with what is known.
        return;
      }
    }
  }

  private JsonNode ask(String what, String more) throws SourceFailed, InterruptedException {
    String type = frame.basis().name().toLowerCase(Locale.ROOT);
    URI url =
        base.resolve(
            "/v3/carbon-intensity/%s?zone=%s&emissionFactorType=%s%s"
                .formatted(what, theirZone, type, more));
    return http.json(url, Map.of("auth-token", key.read()));
  }

  private void rows(JsonNode rows, Reading reading) throws SourceFailed {
    for (JsonNode row : rows) {
      String zone = row.path("zone").asText(theirZone);
      if (!zone.equals(theirZone)) {
        reading.refuse("zone " + zone + " was not asked for");
        continue;
      }
      Optional<BigDecimal> grams = Answers.number(row, "carbonIntensity");
      if (grams.isPresent()) {
        Instant from = Answers.time(row, "datetime");
        OptionalLong published =
            row.hasNonNull("updatedAt")
                ? OptionalLong.of(Reading.micros(Answers.time(row, "updatedAt")))
                : OptionalLong.empty();
        reading.add(
            frame,
            from,
            from.plus(1, ChronoUnit.HOURS),
            grams.get(),
            row.path("isEstimated").asBoolean(),
            published);
      }
    }
  }

  private static Instant seconds(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS);
  }
}
