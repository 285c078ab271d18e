package io.trainwatt.pipeline.carbon;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.events.account.CarbonFactor;
import io.trainwatt.events.account.CarbonFigure;
import io.trainwatt.events.account.CarbonMethod;
import io.trainwatt.events.node.Tariff;
import io.trainwatt.events.quantity.Band;
import io.trainwatt.events.quantity.Energy;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class FiguresTest {
  private static final long KILOWATT_HOUR = 3_600_000_000_000L;
  private static final GridPlace GERMANY =
      new GridPlace(Optional.of("DE"), OptionalInt.of(1_200_000));

  private final Figures figures =
      new Figures(new GridBook(GridTable.shipped(), CarbonConfig.DEFAULT));
  private final FigureSum sum = new FigureSum();

  private static Band band(long microjoules, long plusMinus) {
    return new Band(Energy.ofMicrojoules(microjoules), Energy.ofMicrojoules(plusMinus));
  }

  private CarbonFigure located(Band total) {
    return sum.carbon(total).getFirst();
  }

  @Test
  void aZoneWithoutEventsMeetsItsYearlyMeanOnceTimesPue() {
    figures.add(sum, GERMANY, "local", 0, 2 * KILOWATT_HOUR);

    CarbonFigure figure = located(band(2 * KILOWATT_HOUR, KILOWATT_HOUR / 5));

    // 2 kWh x 1.2 x 344.1 g, and a tenth of it.
    assertThat(figure.method()).isEqualTo(CarbonMethod.LOCATION_BASED);
    assertThat(figure.micrograms()).isEqualTo(825_840_000);
    assertThat(figure.plusMinusMicrograms()).isEqualTo(82_584_000);
    CarbonFactor factor = figure.factors().getFirst();
    assertThat(factor.zone()).isEqualTo("DE");
    assertThat(factor.zoneName()).isEqualTo("Germany");
    assertThat(factor.source()).startsWith("2024, Ember");
    assertThat(factor.assumed()).isFalse();
    assertThat(factor.pueAssumed()).isFalse();
    assertThat(factor.energy().microjoules()).isEqualTo(2 * KILOWATT_HOUR);
  }

  @Test
  void withoutAZoneTheWorldsMeanStandsInAndSaysSo() {
    figures.add(sum, GridPlace.UNSAID, "local", 0, KILOWATT_HOUR);

    CarbonFigure figure = located(band(KILOWATT_HOUR, 0));

    assertThat(figure.micrograms()).isEqualTo(473_000_000);
    CarbonFactor factor = figure.factors().getFirst();
    assertThat(factor.assumed()).isTrue();
    assertThat(factor.pueAssumed()).isTrue();
    assertThat(factor.puePpm()).isEqualTo(1_000_000);
  }

  @Test
  void aZoneThatTheTableLacksIsNamed() {
    figures.add(
        sum,
        new GridPlace(Optional.of("Atlantis"), OptionalInt.empty()),
        "local",
        0,
        KILOWATT_HOUR);

    CarbonFactor factor = located(band(KILOWATT_HOUR, 0)).factors().getFirst();

    assertThat(factor.zone()).isEqualTo("WORLD");
    assertThat(factor.assumed()).isTrue();
    assertThat(factor.source()).startsWith("zone Atlantis is not in the table; 2024, Ember");
  }

  @Test
  void partsAreSummedBeforeTheyAreRounded() {
    // Of 473 g/kWh: 0.3942 µg each, 1.18 µg together.
    long third = 3_000_000;
    figures.add(sum, GridPlace.UNSAID, "local", 0, third);
    figures.add(sum, new GridPlace(Optional.of("WORLD"), OptionalInt.empty()), "local", 1, third);
    figures.add(
        sum, new GridPlace(Optional.of("WORLD"), OptionalInt.of(1_000_000)), "local", 2, third);

    assertThat(located(band(3 * third, 0)).micrograms()).isEqualTo(1_183);
    assertThat(located(band(3 * third, 0)).factors()).hasSize(3);
  }

  @Test
  void withoutAResidualMixTheGridsMeanStandsInMarketBased() {
    figures.add(sum, GERMANY, "local", 0, KILOWATT_HOUR);

    CarbonFigure market = sum.carbon(band(KILOWATT_HOUR, 0)).get(1);

    assertThat(market.method()).isEqualTo(CarbonMethod.MARKET_BASED);
    assertThat(market.micrograms()).isEqualTo(412_920_000);
    assertThat(market.factors().getFirst().assumed()).isTrue();
    assertThat(market.factors().getFirst().source())
        .startsWith("no residual mix is known, the grid's mean; ");
  }

  @Test
  void moneyAndWaterAreThoseOfTheNodeWhereNobodySaysElse() {
    GridPlace place =
        new GridPlace(
            Optional.of("DE"),
            OptionalInt.of(1_200_000),
            Optional.of(new Tariff("EUR", 310_000)),
            OptionalInt.of(1_150),
            Optional.empty());
    figures.add(sum, place, "local", 0, 2 * KILOWATT_HOUR);
    Band total = band(2 * KILOWATT_HOUR, KILOWATT_HOUR / 5);

    // 2 kWh x 1.2 x 0.31 EUR; 2 kWh x 1.15 l, and no PUE, as it is for IT energy.
    assertThat(sum.cost(total).getFirst().micros()).isEqualTo(744_000);
    assertThat(sum.cost(total).getFirst().plusMinusMicros()).isEqualTo(74_400);
    assertThat(sum.water(total).orElseThrow().microliters()).isEqualTo(2_300_000);
    assertThat(sum.water(total).orElseThrow().plusMinusMicroliters()).isEqualTo(230_000);
  }

  @Test
  void nothingUsedIsNothingEmitted() {
    assertThat(located(Band.ZERO).micrograms()).isZero();
    assertThat(sum.cost(Band.ZERO)).isEmpty();
    assertThat(sum.water(Band.ZERO)).isEmpty();
  }
}
