package io.trainwatt.collector.grid;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainwatt.events.grid.EmissionBasis;
import io.trainwatt.events.grid.IntensityKind;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * WattTime v3: marginal operating emissions, direct, mostly of five minutes. Pounds a megawatt-hour
 * become grams a kilowatt-hour; any other unit is refused. A token lasts half an hour.
 */
final class WattTime extends ZoneSource {
  private static final BigDecimal GRAMS_PER_POUND_OVER_1000 = new BigDecimal("0.45359237");
  private static final Duration TOKEN = Duration.ofMinutes(25);
  private static final Duration LONGEST = Duration.ofDays(30);
  private static final int USUAL_SECONDS = 300;

  private final Secret login;
  private final String region;
  private @Nullable String token;
  private Instant tokenUntil = Instant.MIN;

  /**
   * @param login holds user and password, with a colon between them
   */
  WattTime(GridHttp http, URI base, Secret login, String zone, String region) {
    super(
        "watttime",
        http,
        base,
        new Reading.Frame(zone, "WattTime", IntensityKind.MARGINAL, EmissionBasis.DIRECT),
        Duration.ofMinutes(5),
        Duration.ofHours(6));
    this.login = login;
    this.region = region;
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
    URI url =
        base.resolve(
            "/v3/historical?region=%s&start=%s&end=%s&signal_type=co2_moer"
                .formatted(
                    region,
                    from.truncatedTo(ChronoUnit.SECONDS),
                    to.truncatedTo(ChronoUnit.SECONDS)));
    JsonNode root;
    try {
      root = http.json(url, Map.of("Authorization", "Bearer " + token(to)));
    } catch (SourceFailed e) {
      if (e.reason().equals("not allowed")) {
        token = null;
      }
      throw e;
    }
    String units = root.path("meta").path("units").asText();
    if (!units.equals("lbs_co2_per_mwh")) {
      throw new SourceFailed("units", "meta.units is \"%s\", not lbs_co2_per_mwh".formatted(units));
    }
    int seconds = root.path("meta").path("data_point_period_seconds").asInt(USUAL_SECONDS);
    if (seconds <= 0) {
      throw new SourceFailed("garbage", "meta.data_point_period_seconds is " + seconds);
    }
    for (JsonNode row : Answers.array(root, "data")) {
      Optional<BigDecimal> pounds = Answers.number(row, "value");
      if (pounds.isPresent()) {
        Instant start = Answers.time(row, "point_time");
        reading.add(
            frame,
            start,
            start.plusSeconds(seconds),
            pounds.get().multiply(GRAMS_PER_POUND_OVER_1000),
            false,
            OptionalLong.empty());
      }
    }
  }

  private String token(Instant now) throws SourceFailed, InterruptedException {
    String known = token;
    if (known != null && now.isBefore(tokenUntil)) {
      return known;
    }
    String basic =
        Base64.getEncoder().encodeToString(login.read().getBytes(StandardCharsets.UTF_8));
    JsonNode root = http.json(base.resolve("/login"), Map.of("Authorization", "Basic " + basic));
    String fresh = root.path("token").asText();
    if (fresh.isEmpty()) {
      throw new SourceFailed("garbage", "the login answered no token");
    }
    token = fresh;
    tokenUntil = now.plus(TOKEN);
    return fresh;
  }
}
