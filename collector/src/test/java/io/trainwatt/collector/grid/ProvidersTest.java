package io.trainwatt.collector.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainwatt.collector.fixture.GridServer;
import io.trainwatt.collector.fixture.GridServer.Answer;
import io.trainwatt.collector.fixture.GridServer.Asked;
import io.trainwatt.events.grid.EmissionBasis;
import io.trainwatt.events.grid.GridFactor;
import io.trainwatt.events.grid.IntensityKind;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each provider against a server that speaks as its documents say. */
class ProvidersTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final Instant TWO = Instant.parse("2026-11-22T14:00:00Z");

  @TempDir Path folder;
  private final GridHttp http = new GridHttp(GridConfig.TIMEOUT, Clock.systemUTC());
  private final GridHttp hasty = new GridHttp(Duration.ofMillis(300), Clock.systemUTC());
  private @Nullable GridServer server;

  @AfterEach
  void close() {
    http.close();
    hasty.close();
    if (server != null) {
      server.close();
    }
  }

  private GridServer server(Function<Asked, Answer> answers) throws IOException {
    GridServer started = new GridServer(answers);
    server = started;
    return started;
  }

  private GridServer server() {
    return Objects.requireNonNull(server);
  }

  private URI url() {
    return server().url();
  }

  private Secret secret(String text) throws IOException {
    return new Secret(Files.writeString(folder.resolve("secret"), text + "\n"));
  }

  private static List<GridFactor> factors(GridSource.Answer answer) {
    return answer.events().stream().map(GridFactor.class::cast).toList();
  }

  private static long micros(String time) {
    return Reading.micros(Instant.parse(time));
  }

  @Test
  void electricityMapsIsAskedWithItsKeyAndItsHoursBecomeFactors() throws Exception {
    server(
        asked ->
            "key-1".equals(asked.headers().get("auth-token"))
                    && asked.path().equals("/v3/carbon-intensity/history")
                    && asked.q("zone").equals("FR")
                    && asked.q("emissionFactorType").equals("lifecycle")
                ? Answer.ok(
                    """
                    {"zone":"FR","history":[
                     {"zone":"FR","carbonIntensity":41,"datetime":"2026-11-22T12:00:00.000Z",
                      "updatedAt":"2026-11-22T13:05:00.000Z","emissionFactorType":"lifecycle",
                      "isEstimated":false,"estimationMethod":null},
                     {"zone":"FR","carbonIntensity":null,"datetime":"2026-11-22T13:00:00.000Z"},
                     {"zone":"FR","carbonIntensity":43,"datetime":"2026-11-22T14:00:00.000Z",
                      "updatedAt":"2026-11-22T14:05:00.000Z","isEstimated":true,
                      "estimationMethod":"TIME_SLICER_AVERAGE"}]}
                    """)
                : Answer.status(401));
    GridSource source =
        new ElectricityMaps(http, url(), secret("key-1"), "FR", "FR", EmissionBasis.LIFECYCLE);

    List<GridFactor> factors = factors(source.read(NOON, TWO));

    assertThat(factors).hasSize(2);
    assertThat(factors.getFirst().milligramsPerKilowattHour()).isEqualTo(41_000);
    assertThat(factors.getFirst().validFromWallMicros()).isEqualTo(micros("2026-11-22T12:00:00Z"));
    assertThat(factors.getFirst().validToWallMicros()).hasValue(micros("2026-11-22T13:00:00Z"));
    assertThat(factors.getFirst().publishedWallMicros()).isEqualTo(micros("2026-11-22T13:05:00Z"));
    assertThat(factors).extracting(GridFactor::estimated).containsExactly(false, true);
    assertThat(factors).extracting(GridFactor::kind).containsOnly(IntensityKind.AVERAGE);
  }

  @Test
  void electricityMapsFillsALongGapFromThePastWhereTheKeyMay() throws Exception {
    server(
        asked ->
            asked.path().endsWith("past-range")
                ? Answer.ok(
                    """
                    {"zone":"FR","data":[{"carbonIntensity":50,"datetime":"2026-11-20T00:00:00Z"}]}
                    """)
                : Answer.ok("{\"zone\":\"FR\",\"history\":[]}"));
    GridSource source =
        new ElectricityMaps(http, url(), secret("k"), "FR", "FR", EmissionBasis.DIRECT);

    GridSource.Answer answer = source.read(NOON.minus(Duration.ofDays(15)), NOON);

    // Fourteen days in stretches of ten, each with the same row, which is one; then history.
    assertThat(factors(answer)).hasSize(1);
    assertThat(server().asked())
        .extracting(Asked::path)
        .containsExactly(
            "/v3/carbon-intensity/past-range",
            "/v3/carbon-intensity/past-range",
            "/v3/carbon-intensity/history");
  }

  @Test
  void electricityMapsGoesOnWithTheLastDayWhereTheKeyMayNotSeeThePast() throws Exception {
    server(
        asked ->
            asked.path().endsWith("past-range")
                ? Answer.status(403)
                : Answer.ok(
                    """
                    {"history":[{"carbonIntensity":50,"datetime":"2026-11-22T11:00:00Z"}]}
                    """));
    GridSource source =
        new ElectricityMaps(http, url(), secret("k"), "FR", "FR", EmissionBasis.DIRECT);

    assertThat(factors(source.read(NOON.minus(Duration.ofDays(30)), NOON))).hasSize(1);
  }

  @Test
  void wattTimeLogsInOnceAndPoundsBecomeGrams() throws Exception {
    server(
        asked -> {
          if (asked.path().equals("/login")) {
            return "Basic YW5uOnNlc2FtZQ==".equals(asked.headers().get("Authorization"))
                ? Answer.ok("{\"token\":\"t-1\"}")
                : Answer.status(401);
          }
          return "Bearer t-1".equals(asked.headers().get("Authorization"))
                  && asked.path().equals("/v3/historical")
                  && asked.q("region").equals("CAISO_NORTH")
                  && asked.q("signal_type").equals("co2_moer")
              ? Answer.ok(
                  """
                  {"data":[{"point_time":"2026-11-22T12:00:00+00:00","value":1000.0},
                           {"point_time":"2026-11-22T12:05:00+00:00","value":870.0}],
                   "meta":{"data_point_period_seconds":300,"region":"CAISO_NORTH",
                           "signal_type":"co2_moer","units":"lbs_co2_per_mwh",
                           "model":{"date":"2026-03-01"}}}
                  """)
              : Answer.status(403);
        });
    GridSource source = new WattTime(http, url(), secret("ann:sesame"), "US-CA", "CAISO_NORTH");

    source.read(NOON, TWO);
    List<GridFactor> factors = factors(source.read(NOON, TWO));

    assertThat(factors)
        .extracting(GridFactor::milligramsPerKilowattHour)
        .containsExactly(453_592L, 394_625L);
    assertThat(factors).extracting(GridFactor::kind).containsOnly(IntensityKind.MARGINAL);
    assertThat(factors.getFirst().validToWallMicros()).hasValue(micros("2026-11-22T12:05:00Z"));
    assertThat(server().asked()).filteredOn(asked -> asked.path().equals("/login")).hasSize(1);
  }

  @Test
  void wattTimeInAnotherUnitIsRefused() throws Exception {
    server(
        asked ->
            asked.path().equals("/login")
                ? Answer.ok("{\"token\":\"t\"}")
                : Answer.ok("{\"data\":[],\"meta\":{\"units\":\"kg_co2_per_mwh\"}}"));
    GridSource source = new WattTime(http, url(), secret("a:b"), "US", "X");

    assertThatThrownBy(() -> source.read(NOON, TWO))
        .isInstanceOf(SourceFailed.class)
        .hasMessage("meta.units is \"kg_co2_per_mwh\", not lbs_co2_per_mwh");
  }

  @Test
  void britishHalfHoursAreActualWhereKnownAndForecastElse() throws Exception {
    server(
        asked ->
            asked.path().equals("/intensity/2026-11-22T12:00Z/2026-11-22T14:00Z")
                ? Answer.ok(
                    """
                    {"data":[
                     {"from":"2026-11-22T12:00Z","to":"2026-11-22T12:30Z",
                      "intensity":{"forecast":180,"actual":171,"index":"moderate"}},
                     {"from":"2026-11-22T12:30Z","to":"2026-11-22T13:00Z",
                      "intensity":{"forecast":185,"actual":null,"index":"moderate"}}]}
                    """)
                : Answer.status(404));
    GridSource source = new UkCarbonIntensity(http, url(), "GB");

    List<GridFactor> factors = factors(source.read(NOON, TWO));

    assertThat(factors)
        .extracting(GridFactor::milligramsPerKilowattHour)
        .containsExactly(171_000L, 185_000L);
    assertThat(factors).extracting(GridFactor::estimated).containsExactly(false, true);
    assertThat(factors).extracting(GridFactor::basis).containsOnly(EmissionBasis.DIRECT);
  }

  @Test
  void eco2mixIsReadPageByPage() throws Exception {
    server(
        asked -> {
          if (!asked.q("where").startsWith("taux_co2 is not null and date_heure >= date'2026-")) {
            return Answer.status(400);
          }
          int offset = Integer.parseInt(asked.q("offset"));
          StringBuilder rows = new StringBuilder();
          for (int i = offset; i < Math.min(offset + 100, 120); i++) {
            rows.append(i == offset ? "" : ",")
                .append(
                    "{\"taux_co2\":%d,\"date_heure\":\"2026-11-%dT%02d:%02d:00+01:00\"}"
                        .formatted(20 + i, 22 + i / 96, i / 4 % 24, i % 4 * 15));
          }
          return Answer.ok("{\"total_count\":120,\"results\":[" + rows + "]}");
        });
    GridSource source = new Eco2mix(http, url(), "FR");

    List<GridFactor> factors = factors(source.read(NOON.minus(Duration.ofDays(2)), TWO));

    assertThat(factors).hasSize(120);
    assertThat(factors.getFirst().milligramsPerKilowattHour()).isEqualTo(20_000);
    assertThat(factors.getFirst().validFromWallMicros()).isEqualTo(micros("2026-11-21T23:00:00Z"));
    assertThat(server().asked()).hasSize(2);
  }

  private static String series(String psr, String curve, String domain, String points) {
    return """
        <TimeSeries><mRID>1</mRID><businessType>A01</businessType>
        <%s_Domain.mRID codingScheme="A01">10Y1001A1001A82H</%s_Domain.mRID>
        <quantity_Measure_Unit.name>MAW</quantity_Measure_Unit.name><curveType>%s</curveType>
        <MktPSRType><psrType>%s</psrType></MktPSRType>
        <Period><timeInterval><start>2026-11-22T12:00Z</start><end>2026-11-22T14:00Z</end></timeInterval>
        <resolution>PT60M</resolution>%s</Period></TimeSeries>
        """
        .formatted(domain, domain, curve, psr, points);
  }

  private static String point(int position, int megawatts) {
    return "<Point><position>%d</position><quantity>%d</quantity></Point>"
        .formatted(position, megawatts);
  }

  private static String market(String series) {
    return """
        <?xml version="1.0" encoding="UTF-8"?>
        <GL_MarketDocument xmlns="urn:iec62325.351:tc57wg16:451-6:generationloaddocument:3:0">
        <time_Period.timeInterval><start>2026-11-22T12:00Z</start><end>2026-11-22T14:00Z</end></time_Period.timeInterval>
        """
            .strip()
        + series
        + "</GL_MarketDocument>";
  }

  @Test
  void entsoeGenerationBecomesAnIntensityByStatedFactors() throws Exception {
    String in = "inBiddingZone";
    server(
        asked ->
            asked.q("securityToken").equals("tok")
                    && asked.q("documentType").equals("A75")
                    && asked.q("processType").equals("A16")
                    && asked.q("in_Domain").equals("10Y1001A1001A82H")
                    && asked.q("periodStart").equals("202611221200")
                ? Answer.ok(
                    market(
                        series("B14", "A01", in, point(1, 600) + point(2, 600))
                            + series("B05", "A03", in, point(1, 200))
                            + series("B16", "A01", in, point(1, 200))
                            + series("B10", "A01", in, point(1, 900) + point(2, 900))
                            + series("B14", "A01", "outBiddingZone", point(1, 900))))
                : Answer.status(401));
    GridSource source = new Entsoe(http, url(), secret("tok"), "DE", "10Y1001A1001A82H");

    List<GridFactor> factors = factors(source.read(NOON, TWO));

    // (600 x 29 + 200 x 995 + 200 x 48) / 1000; then coal carries on and the sun is not known yet.
    assertThat(factors)
        .extracting(GridFactor::milligramsPerKilowattHour)
        .containsExactly(226_000L, 270_500L);
    assertThat(factors).extracting(GridFactor::estimated).containsExactly(false, true);
  }

  @Test
  void entsoeWithoutDataIsAGapAndAnyOtherReasonAFailure() throws Exception {
    String said =
        "<Acknowledgement_MarketDocument><Reason><code>%s</code><text>%s</text></Reason>"
            + "</Acknowledgement_MarketDocument>";
    AtomicInteger count = new AtomicInteger();
    server(
        asked ->
            Answer.ok(
                count.getAndIncrement() == 0
                    ? said.formatted("999", "No matching data found")
                    : said.formatted("401", "Unauthorized")));
    GridSource source = new Entsoe(http, url(), secret("t"), "DE", "10Y");

    assertThat(source.read(NOON, TWO).events()).isEmpty();
    assertThatThrownBy(() -> source.read(NOON, TWO)).hasMessage("reason 401: Unauthorized");
  }

  @Test
  void eiaGenerationIsOfTheHourBeforeItsNameAndStorageIsNone() throws Exception {
    String row =
        "{\"period\":\"2026-11-22T13\",\"respondent\":\"CISO\",\"fueltype\":\"%s\","
            + "\"value\":\"%s\",\"value-units\":\"megawatthours\"}";
    server(
        asked ->
            asked.path().equals("/v2/electricity/rto/fuel-type-data/data/")
                    && asked.q("api_key").equals("k")
                    && asked.q("facets[respondent][]").equals("CISO")
                    && asked.q("data[0]").equals("value")
                ? Answer.ok(
                    "{\"response\":{\"total\":\"4\",\"data\":["
                        + String.join(
                            ",",
                            row.formatted("NG", "500"),
                            row.formatted("SUN", "-3"),
                            row.formatted("NUC", "500"),
                            row.formatted("BAT", "-800"))
                        + "]}}")
                : Answer.status(403));
    GridSource source = new Eia(http, url(), secret("k"), "US-CA", "CISO");

    List<GridFactor> factors = factors(source.read(NOON, TWO));

    assertThat(factors).hasSize(1);
    assertThat(factors.getFirst().milligramsPerKilowattHour()).isEqualTo(386_000);
    assertThat(factors.getFirst().validFromWallMicros()).isEqualTo(micros("2026-11-22T12:00:00Z"));
  }

  @Test
  void valuesThatNoGridHasAreRefusedOneByOne() throws Exception {
    server(
        asked ->
            Answer.ok(
                """
                {"data":[
                 {"from":"2026-11-22T12:00Z","to":"2026-11-22T12:30Z","intensity":{"actual":-5}},
                 {"from":"2026-11-22T12:30Z","to":"2026-11-22T13:00Z","intensity":{"actual":1e9}},
                 {"from":"2026-11-22T13:00Z","to":"2026-11-22T13:00Z","intensity":{"actual":100}},
                 {"from":"2026-11-22T13:30Z","to":"2026-11-22T14:00Z","intensity":{"actual":100}}]}
                """));

    GridSource.Answer answer = new UkCarbonIntensity(http, url(), "GB").read(NOON, TWO);

    assertThat(answer.events()).hasSize(1);
    assertThat(answer.refused()).hasSize(3);
    assertThat(answer.refused().getFirst())
        .isEqualTo("2026-11-22T12:00:00Z: an intensity of -5 g/kWh");
  }

  @Test
  void everyProviderNamesWhatAServerDoesWrong() throws Exception {
    Map<Answer, String> wrong =
        Map.of(
            Answer.later("120"), "throttled",
            Answer.status(503), "unavailable",
            Answer.status(401), "not allowed",
            Answer.ok("<html>Bad gateway</html>"), "garbage",
            Answer.ok("[]"), "garbage",
            Answer.ok("{\"data\":\"none\",\"history\":7,\"results\":null,\"token\":\"t\"}"),
                "garbage",
            Answer.never(), "timed out");
    Secret secret = secret("k");
    for (Map.Entry<Answer, String> one : wrong.entrySet()) {
      GridHttp http = one.getKey().status() < 0 ? hasty : this.http;
      try (GridServer each = new GridServer(asked -> one.getKey())) {
        for (GridSource source :
            List.of(
                new ElectricityMaps(http, each.url(), secret, "Z", "Z", EmissionBasis.DIRECT),
                new WattTime(http, each.url(), secret, "Z", "Z"),
                new UkCarbonIntensity(http, each.url(), "Z"),
                new Eco2mix(http, each.url(), "Z"),
                new Entsoe(http, each.url(), secret, "Z", "Z"),
                new Eia(http, each.url(), secret, "Z", "Z"))) {
          assertThatThrownBy(() -> source.read(NOON, TWO))
              .as("%s, %s", source.name(), one.getValue())
              .isInstanceOf(SourceFailed.class)
              .satisfies(
                  failure ->
                      assertThat(((SourceFailed) failure).reason()).isIn(one.getValue(), "units"));
        }
      }
    }
  }

  @Test
  void aServerThatNeverAnswersIsLeftAfterTheTimeout() throws Exception {
    server(asked -> Answer.never());
    long began = System.nanoTime();

    assertThatThrownBy(() -> new UkCarbonIntensity(hasty, url(), "GB").read(NOON, TWO))
        .isInstanceOf(SourceFailed.class);

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
  }

  @Test
  void whatAServerAsksToWaitIsHandedOn() throws Exception {
    server(asked -> Answer.later("120"));

    assertThatThrownBy(() -> new UkCarbonIntensity(http, url(), "GB").read(NOON, TWO))
        .satisfies(
            failure ->
                assertThat(((SourceFailed) failure).retryAfter()).contains(Duration.ofMinutes(2)));
  }
}
