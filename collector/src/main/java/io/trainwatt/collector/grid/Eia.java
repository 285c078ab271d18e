package io.trainwatt.collector.grid;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainwatt.events.grid.EmissionBasis;
import io.trainwatt.events.grid.IntensityKind;
import java.math.BigDecimal;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/**
 * The US Energy Information Administration, v2: hourly net generation by fuel of a balancing
 * authority, with the factors of {@link Fuel}. A period is named by the hour it ends at. What
 * storage takes or gives is in no mix.
 */
final class Eia extends ZoneSource {
  private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH");
  private static final int PAGE = 5_000;
  private static final int MOST = 100_000;
  // A hundred terawatt-hours in an hour: no authority has it.
  private static final BigDecimal MOST_MEGAWATT_HOURS = BigDecimal.valueOf(100_000_000);

  private final Secret key;
  private final String respondent;

  Eia(GridHttp http, URI base, Secret key, String zone, String respondent) {
    super(
        "eia",
        http,
        base,
        new Reading.Frame(zone, "US EIA", IntensityKind.AVERAGE, EmissionBasis.LIFECYCLE),
        Duration.ofMinutes(30),
        Duration.ofDays(2));
    this.key = key;
    this.respondent = respondent;
  }

  @Override
  public Answer read(Instant from, Instant to) throws SourceFailed, InterruptedException {
    GenerationMix mix = new GenerationMix();
    Reading reading = new Reading();
    for (int offset = 0; offset < MOST; offset += PAGE) {
      JsonNode response = ask(from, to, offset).path("response");
      JsonNode rows = Answers.array(response, "data");
      for (JsonNode row : rows) {
        row(row, mix, reading);
      }
      if (rows.size() < PAGE) {
        break;
      }
    }
    mix.read(reading, frame, Duration.ofHours(1));
    return reading.answer();
  }

  private JsonNode ask(Instant from, Instant to, int offset)
      throws SourceFailed, InterruptedException {
    // Brackets have no place in a query as they are.
    String query =
        "api_key=%s&frequency=hourly&data%%5B0%%5D=value&facets%%5Brespondent%%5D%%5B%%5D=%s&start=%s&end=%s&offset=%d&length=%d"
            .formatted(
                key.read(),
                respondent,
                hour(from.plus(1, ChronoUnit.HOURS)),
                hour(to.plus(1, ChronoUnit.HOURS)),
                offset,
                PAGE);
    return http.json(base.resolve("/v2/electricity/rto/fuel-type-data/data/?" + query), Map.of());
  }

  private static void row(JsonNode row, GenerationMix mix, Reading reading) throws SourceFailed {
    String units = row.path("value-units").asText("megawatthours");
    if (!units.equals("megawatthours")) {
      throw new SourceFailed("units", "value-units is " + units + ", not megawatthours");
    }
    Optional<BigDecimal> value = Answers.number(row, "value");
    String fuelType = row.path("fueltype").asText();
    Optional<Fuel> fuel = Fuel.ofEia(fuelType);
    if (value.isEmpty() || fuel.isEmpty()) {
      return;
    }
    Instant start = end(row.path("period").asText()).minus(1, ChronoUnit.HOURS);
    if (value.get().abs().compareTo(MOST_MEGAWATT_HOURS) > 0) {
      reading.refuse("%s: %s of %s MWh".formatted(start, fuelType, value.get()));
      mix.refuse(start);
      return;
    }
    mix.add(start, fuelType, fuel.get(), value.get());
  }

  private static Instant end(String period) throws SourceFailed {
    try {
      return LocalDateTime.parse(period + ":00").toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw new SourceFailed("garbage", "\"period\" is no hour");
    }
  }

  private static String hour(Instant instant) {
    return HOUR.format(instant.atOffset(ZoneOffset.UTC));
  }
}
