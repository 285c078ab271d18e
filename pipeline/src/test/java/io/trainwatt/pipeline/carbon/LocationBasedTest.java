package io.trainwatt.pipeline.carbon;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.events.account.CarbonFactor;
import io.trainwatt.events.account.CarbonFigure;
import io.trainwatt.events.account.CarbonMethod;
import io.trainwatt.events.quantity.Band;
import io.trainwatt.events.quantity.Energy;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class LocationBasedTest {
  private static final long KILOWATT_HOUR = 3_600_000_000_000L;
  private static final GridPlace GERMANY =
      new GridPlace(Optional.of("DE"), OptionalInt.of(1_200_000));

  private final LocationBased carbon = new LocationBased(GridTable.shipped());

  private static Band band(long microjoules, long plusMinus) {
    return new Band(Energy.ofMicrojoules(microjoules), Energy.ofMicrojoules(plusMinus));
  }

  @Test
  void twoKilowattHoursInGermanyByHand() {
    ZoneTally tally = new ZoneTally();
    tally.add(Optional.of(GERMANY), 2 * KILOWATT_HOUR);

    CarbonFigure figure = carbon.figure(tally, band(2 * KILOWATT_HOUR, KILOWATT_HOUR / 5));

    // 2 kWh x 1.2 x 344.1 g/kWh = 825.84 g; a band of 10 % of it.
    assertThat(figure.method()).isEqualTo(CarbonMethod.LOCATION_BASED);
    assertThat(figure.micrograms()).isEqualTo(825_840_000);
    assertThat(figure.plusMinusMicrograms()).isEqualTo(82_584_000);
    CarbonFactor factor = figure.factors().getFirst();
    assertThat(factor.zoneName()).isEqualTo("Germany");
    assertThat(factor.milligramsPerKilowattHour()).isEqualTo(344_100);
    assertThat(factor.assumed()).isFalse();
    assertThat(factor.pueAssumed()).isFalse();
    assertThat(factor.source()).startsWith("2024, Ember");
  }

  @Test
  void aNodeOfWhichNothingIsSaidStandsInTheWorldAndSaysSo() {
    ZoneTally tally = new ZoneTally();
    tally.add(Optional.empty(), KILOWATT_HOUR);

    CarbonFigure figure = carbon.figure(tally, band(KILOWATT_HOUR, 0));

    assertThat(figure.micrograms()).isEqualTo(473_000_000);
    CarbonFactor factor = figure.factors().getFirst();
    assertThat(factor.zone()).isEqualTo("WORLD");
    assertThat(factor.assumed()).isTrue();
    assertThat(factor.puePpm()).isEqualTo(1_000_000);
    assertThat(factor.pueAssumed()).isTrue();
  }

  @Test
  void aZoneThatIsNotInTheTableIsNamed() {
    ZoneTally tally = new ZoneTally();
    tally.add(
        Optional.of(new GridPlace(Optional.of("Atlantis"), OptionalInt.empty())), KILOWATT_HOUR);

    CarbonFactor factor = carbon.figure(tally, band(KILOWATT_HOUR, 0)).factors().getFirst();

    assertThat(factor.assumed()).isTrue();
    assertThat(factor.source()).startsWith("zone Atlantis is not in the table; 2024");
  }

  @Test
  void partsAreSummedBeforeTheyAreRounded() {
    // 3 mWh-scale parts of 0.4 µg each: rounded by themselves they would be nothing.
    ZoneTally tally = new ZoneTally();
    long third = 3_044;
    tally.add(Optional.of(GridPlace.UNSAID), third);
    tally.add(Optional.of(new GridPlace(Optional.of("WORLD"), OptionalInt.empty())), third);
    tally.add(Optional.of(new GridPlace(Optional.of("WORLD"), OptionalInt.of(1_000_000))), third);

    // 3 x 3 044 µJ x 473 000 mg/kWh / 3.6e9 = 1.1998 µg.
    assertThat(carbon.figure(tally, band(3 * third, 0)).micrograms()).isEqualTo(1);
    assertThat(carbon.micrograms(Optional.empty(), third)).isZero();
  }

  @Test
  void energyFromBeforeTheNodesRowBelongsToThePlaceTheRowNames() {
    ZoneTally tally = new ZoneTally();
    tally.add(Optional.empty(), KILOWATT_HOUR);
    tally.add(Optional.of(GERMANY), KILOWATT_HOUR);

    assertThat(tally.parts())
        .containsExactly(new ZoneTally.PlacedEnergy(GERMANY, 2 * KILOWATT_HOUR));
  }

  @Test
  void energyFromBeforeAMoveStaysWhereItWasUsed() {
    GridPlace france = new GridPlace(Optional.of("FR"), OptionalInt.of(1_200_000));
    ZoneTally tally = new ZoneTally();
    tally.add(Optional.of(GERMANY), 10);
    tally.add(Optional.of(france), 20);
    tally.add(Optional.of(GERMANY), 5);

    assertThat(tally.parts())
        .containsExactly(
            new ZoneTally.PlacedEnergy(GERMANY, 15), new ZoneTally.PlacedEnergy(france, 20));
  }

  @Test
  void noEnergyIsNoCarbon() {
    assertThat(carbon.figure(new ZoneTally(), Band.ZERO).micrograms()).isZero();
  }
}
