package io.trainwatt.pipeline;

import static io.trainwatt.pipeline.Fleet.alive;
import static io.trainwatt.pipeline.Fleet.device;
import static io.trainwatt.pipeline.Fleet.facts;
import static io.trainwatt.pipeline.Fleet.micros;
import static io.trainwatt.pipeline.Fleet.sample;
import static io.trainwatt.pipeline.Fleet.used;
import static io.trainwatt.pipeline.GridBench.average;
import static io.trainwatt.pipeline.GridBench.contract;
import static io.trainwatt.pipeline.GridBench.corrected;
import static io.trainwatt.pipeline.GridBench.factor;
import static io.trainwatt.pipeline.GridBench.price;
import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.CarbonFactor;
import io.trainwatt.events.account.CarbonFigure;
import io.trainwatt.events.account.CarbonMethod;
import io.trainwatt.events.account.CostFigure;
import io.trainwatt.events.grid.GridFactor;
import io.trainwatt.events.grid.IntensityKind;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Component;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A run of 1 kW from 23:00 to 01:00 in France, PUE 1.2. The grid is at 50 g/kWh before midnight and
 * at 80 g after it; what nobody contracted is at 70 g. An agreement covers 40 % at 11 g from 23:30
 * to 00:30, yearly certificates cover 20 % at 0 g. All expected numbers are worked by hand.
 */
class AcrossMidnightTest {
  private static final String NODE = "local/one";
  private static final long WATT_SECOND = 1_000_000;
  private static final long GRAM = 1_000_000;
  private static final long ELEVEN = 23 * 3_600;
  private static final long MIDNIGHT = 24 * 3_600;
  private static final long ONE = 25 * 3_600;
  private static final GridFactor BEFORE = average("FR", ELEVEN, MIDNIGHT, 50);
  private static final GridFactor AFTER = average("FR", MIDNIGHT, ONE, 80);
  private static final GridFactor RESIDUAL =
      factor("FR", "residual", IntensityKind.RESIDUAL_MIX, 0, 30 * 86_400, 70, 0);
  private static final GridFactor AGREEMENT =
      contract("FR", "ppa", "local", MIDNIGHT - 1_800, MIDNIGHT + 1_800, 400_000, 11);
  private static final GridFactor CERTIFICATES =
      contract("FR", "certificates", "", 0, 30 * 86_400, 200_000, 0);

  private final TopologyBench bench = new TopologyBench();

  @BeforeEach
  void place() {
    bench.facts(facts(NODE, Optional.of("FR"), OptionalInt.of(1_200_000)));
    bench.advance(Duration.ofSeconds(ELEVEN));
  }

  @AfterEach
  void close() {
    bench.close();
  }

  // Every seven minutes, so that ticks lie across buckets and hours.
  private void firstHour() {
    for (long second = ELEVEN; second < MIDNIGHT; second += 420) {
      tick(second);
    }
    tick(MIDNIGHT);
  }

  private void secondHour() {
    for (long second = MIDNIGHT + 420; second < ONE; second += 420) {
      tick(second);
    }
    tick(ONE);
  }

  private void tick(long second) {
    long joules = 1_000 * (second - ELEVEN);
    bench.sample(
        sample(
            NODE,
            second,
            List.of(alive("r")),
            device(
                "gpu0", Component.GPU, second, used("r", Quality.COUNTED, joules * WATT_SECOND))));
  }

  private void grid(GridFactor... events) {
    for (GridFactor event : events) {
      bench.grid(event);
    }
  }

  private CarbonFigure figure(CarbonMethod method) {
    return bench.run("r").ledger().carbon().stream()
        .filter(figure -> figure.method() == method)
        .findFirst()
        .orElseThrow();
  }

  private long micrograms(CarbonMethod method) {
    return figure(method).micrograms();
  }

  @Test
  void eachHourMeetsItsOwnFactorsLocationAndMarketBased() {
    grid(BEFORE, AFTER, RESIDUAL, AGREEMENT, CERTIFICATES);

    firstHour();

    // 1 kWh x 1.2 x 50 g.
    assertThat(micrograms(CarbonMethod.LOCATION_BASED)).isEqualTo(60 * GRAM);
    // Half an hour at 0.2 x 0 + 0.8 x 70, half an hour at 0.2 x 0 + 0.4 x 11 + 0.4 x 70.
    assertThat(micrograms(CarbonMethod.MARKET_BASED)).isEqualTo(53_040_000);
    // Without the yearly certificates: 70, then 0.4 x 11 + 0.6 x 70.
    assertThat(micrograms(CarbonMethod.MARKET_BASED_HOURLY)).isEqualTo(69_840_000);

    secondHour();

    // And 1 kWh x 1.2 x 80 g.
    assertThat(micrograms(CarbonMethod.LOCATION_BASED)).isEqualTo(156 * GRAM);
    assertThat(micrograms(CarbonMethod.MARKET_BASED)).isEqualTo(106_080_000);
    assertThat(micrograms(CarbonMethod.MARKET_BASED_HOURLY)).isEqualTo(139_680_000);
    // The band of the energy, 5 %, is in each.
    assertThat(figure(CarbonMethod.LOCATION_BASED).plusMinusMicrograms()).isEqualTo(7_800_000);
    assertThat(figure(CarbonMethod.MARKET_BASED).plusMinusMicrograms()).isEqualTo(5_304_000);
  }

  @Test
  void theLinesOfAFigureSayWhatMetWhichFactor() {
    grid(BEFORE, AFTER, RESIDUAL, AGREEMENT, CERTIFICATES);
    firstHour();
    secondHour();

    CarbonFactor mean = figure(CarbonMethod.LOCATION_BASED).factors().getFirst();
    assertThat(mean.source()).isEqualTo("live");
    assertThat(mean.milligramsPerKilowattHour()).isEqualTo(65_000);
    assertThat(mean.detail().orElseThrow().lowestMilligrams()).isEqualTo(50_000);
    assertThat(mean.detail().orElseThrow().highestMilligrams()).isEqualTo(80_000);
    List<CarbonFactor> market = figure(CarbonMethod.MARKET_BASED).factors();
    assertThat(market)
        .extracting(CarbonFactor::source)
        .containsExactlyInAnyOrder("certificates", "ppa", "residual");
    // 0.4 kWh and 0.4 kWh of two, and the rest.
    assertThat(market)
        .extracting(line -> line.energy().joules())
        .containsExactlyInAnyOrder(1_440_000.0, 1_440_000.0, 4_320_000.0);
  }

  @Test
  void factorsThatComeLateOrInAnyOrderGiveTheSameFigures() {
    grid(AFTER);
    firstHour();
    grid(CERTIFICATES, AGREEMENT);
    secondHour();
    Account.OfRun before = bench.run("r");

    grid(RESIDUAL, BEFORE, AFTER, AGREEMENT);

    assertThat(micrograms(CarbonMethod.LOCATION_BASED)).isEqualTo(156 * GRAM);
    assertThat(micrograms(CarbonMethod.MARKET_BASED)).isEqualTo(106_080_000);
    assertThat(bench.run("r").ledger().revision()).isGreaterThan(before.ledger().revision());
    assertThat(bench.node(NODE).ledger().carbon().getFirst().micrograms()).isEqualTo(156 * GRAM);
  }

  @Test
  void aCorrectionRestatesItsOwnIntervalAndSaysSo() {
    grid(BEFORE, AFTER);
    firstHour();
    secondHour();
    assertThat(bench.run("r").ledger().restated()).isEmpty();

    grid(corrected(AFTER, 90, ONE + 7_200));
    // The version from before comes once more.
    grid(AFTER);

    assertThat(micrograms(CarbonMethod.LOCATION_BASED)).isEqualTo(168 * GRAM);
    var restated = bench.run("r").ledger().restated().orElseThrow();
    assertThat(restated.energy().joules()).isEqualTo(3_600_000);
    assertThat(restated.sinceWallMicros()).isEqualTo(micros(MIDNIGHT));
    assertThat(restated.publishedWallMicros()).isEqualTo(micros(ONE + 7_200));
    var detail = figure(CarbonMethod.LOCATION_BASED).factors().getFirst().detail().orElseThrow();
    assertThat(detail.corrected().joules()).isEqualTo(3_600_000);
  }

  @Test
  void aRemovedFactorIsReplacedByTheLastKnownOneMarkedAsEstimated() {
    grid(BEFORE, AFTER);
    firstHour();
    secondHour();

    bench.remove(io.trainwatt.events.topic.Topic.GRID, AFTER.key());

    assertThat(micrograms(CarbonMethod.LOCATION_BASED)).isEqualTo(120 * GRAM);
    var detail = figure(CarbonMethod.LOCATION_BASED).factors().getFirst().detail().orElseThrow();
    assertThat(detail.estimated().joules()).isEqualTo(3_600_000);
  }

  @Test
  void anAgreementOfAnotherClusterCoversNothing() {
    grid(BEFORE, AFTER, RESIDUAL, contract("FR", "ppa", "elsewhere", ELEVEN, ONE, 1_000_000, 0));
    firstHour();

    // 1 kWh x 1.2 x 70 g.
    assertThat(micrograms(CarbonMethod.MARKET_BASED)).isEqualTo(84 * GRAM);
    assertThat(bench.run("r").ledger().carbon())
        .extracting(CarbonFigure::method)
        .doesNotContain(CarbonMethod.MARKET_BASED_HOURLY);
  }

  @Test
  void agreementsForMoreThanThereIsCoverAllAndNoMore() {
    grid(
        RESIDUAL,
        contract("FR", "a", "", ELEVEN, ONE, 700_000, 10),
        contract("FR", "b", "", ELEVEN, ONE, 700_000, 20));
    firstHour();

    // 1.2 x (0.7 x 10 g + 0.3 x 20 g).
    assertThat(micrograms(CarbonMethod.MARKET_BASED)).isEqualTo(15_600_000);
  }

  @Test
  void marginalStandsApartAndOnlyForTheTimeThatIsKnown() {
    grid(BEFORE, AFTER, factor("FR", "moer", IntensityKind.MARGINAL, ELEVEN, MIDNIGHT, 400, ONE));
    firstHour();
    secondHour();

    assertThat(micrograms(CarbonMethod.LOCATION_BASED)).isEqualTo(156 * GRAM);
    assertThat(micrograms(CarbonMethod.MARGINAL)).isEqualTo(480 * GRAM);
    assertThat(figure(CarbonMethod.MARGINAL).factors().getFirst().energy().joules())
        .isEqualTo(3_600_000);
  }

  @Test
  void moneyIsByTheTariffOfTheTimeOfDay() {
    bench.grid(price("FR", 6 * 3_600, MIDNIGHT, 30));
    bench.grid(price("FR", MIDNIGHT, MIDNIGHT + 6 * 3_600, 18));
    firstHour();
    secondHour();

    CostFigure cost = bench.run("r").ledger().cost().getFirst();

    // 1.2 kWh x 0.30 EUR + 1.2 kWh x 0.18 EUR.
    assertThat(cost.currency()).isEqualTo("EUR");
    assertThat(cost.micros()).isEqualTo(576_000);
    assertThat(cost.plusMinusMicros()).isEqualTo(28_800);
    assertThat(cost.lines().getFirst().microsPerKilowattHour()).isEqualTo(240_000);
  }
}
