package io.trainwatt.collector.grid;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainwatt.events.grid.EmissionBasis;
import io.trainwatt.events.grid.IntensityKind;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * RTE éCO2mix through Opendatasoft: quarters of an hour of France, direct emissions, no key, open
 * licence 2.0. Rows without a value yet are left out by the question.
 */
final class Eco2mix extends ZoneSource {
  private static final String DATASET =
      "/api/explore/v2.1/catalog/datasets/eco2mix-national-tr/records";
  private static final int PAGE = 100;
  // Opendatasoft answers no page beyond it.
  private static final int MOST = 9_900;

  Eco2mix(GridHttp http, URI base, String zone) {
    super(
        "eco2mix",
        http,
        base,
        new Reading.Frame(zone, "RTE éCO2mix", IntensityKind.AVERAGE, EmissionBasis.DIRECT),
        Duration.ofMinutes(10),
        Duration.ofHours(12));
  }

  @Override
  public Answer read(Instant from, Instant to) throws SourceFailed, InterruptedException {
    Reading reading = new Reading();
    String where =
        "taux_co2 is not null and date_heure >= date'%s' and date_heure < date'%s'"
            .formatted(from.truncatedTo(ChronoUnit.SECONDS), to.truncatedTo(ChronoUnit.SECONDS));
    for (int offset = 0; offset < MOST; offset += PAGE) {
      String query =
          "select=taux_co2,date_heure&order_by=date_heure&limit=%d&offset=%d&where=%s"
              .formatted(PAGE, offset, URLEncoder.encode(where, StandardCharsets.UTF_8));
      JsonNode rows =
          Answers.array(http.json(base.resolve(DATASET + "?" + query), Map.of()), "results");
      for (JsonNode row : rows) {
        Optional<BigDecimal> grams = Answers.number(row, "taux_co2");
        if (grams.isPresent()) {
          Instant start = Answers.time(row, "date_heure");
          reading.add(
              frame,
              start,
              start.plus(15, ChronoUnit.MINUTES),
              grams.get(),
              false,
              OptionalLong.empty());
        }
      }
      if (rows.size() < PAGE) {
        break;
      }
    }
    return reading.answer();
  }
}
