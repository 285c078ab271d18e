package io.trainwatt.pipeline.carbon;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.events.quantity.Band;
import io.trainwatt.events.quantity.Energy;
import io.trainwatt.pipeline.Fleet;
import io.trainwatt.pipeline.GridBench;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TimedEnergyTest {
  private static final GridPlace FRANCE =
      new GridPlace(Optional.of("FR"), OptionalInt.of(1_000_000));
  private static final long KILOWATT_HOUR = 3_600_000_000_000L;

  private final GridBook grid = new GridBook(GridTable.shipped(), CarbonConfig.DEFAULT);
  private final Figures figures = new Figures(grid);

  private static void add(TimedEnergy energy, long from, long to, long microjoules) {
    energy.add(
        Optional.of(FRANCE), Fleet.micros(from), Fleet.micros(to), new long[] {microjoules, 0, 0});
  }

  private long micrograms(TimedEnergy energy) {
    FigureSum sum = new FigureSum();
    energy.addTo(sum, figures, "local/one");
    Band band = new Band(Energy.ofMicrojoules(1), Energy.ZERO);
    return sum.carbon(band).getFirst().micrograms();
  }

  private static TimedEnergy reread(TimedEnergy energy) {
    StateWriter out = new StateWriter();
    energy.write(out);
    TimedEnergy read = TimedEnergy.read(new StateReader(out.toBytes()));
    energy
        .takeChanged()
        .forEach(
            (day, kept) -> {
              DayEnergy.Format format = new DayEnergy.Format();
              kept.ifPresent(
                  value -> read.attach(format.read(new StateReader(format.toBytes(value)))));
            });
    return read;
  }

  @Test
  void aStretchOverSeveralBucketsIsDividedByTimeAndTheRemainderGoesToTheLast() {
    // 10 µJ over 150 s, 300 s and 150 s: 2, 5 and the remaining 3.
    TimedEnergy energy = new TimedEnergy();
    add(energy, 150, 750, 10);
    grid.put(GridBench.average("FR", 0, 300, 5_000), 0);
    grid.put(GridBench.average("FR", 300, 600, 0), 0);
    grid.put(GridBench.average("FR", 600, 900, 1_000), 0);

    FigureSum sum = new FigureSum();
    energy.addTo(sum, figures, "local/one");
    var line = sum.carbon(Band.ZERO).getFirst().factors().getFirst();

    // 2 x 5000 + 5 x 0 + 3 x 1000 over 10.
    assertThat(line.milligramsPerKilowattHour()).isEqualTo(1_300_000);
    assertThat(line.energy().microjoules()).isEqualTo(10);
  }

  @Test
  void closedBucketsAreWrittenOnceAndTheOpenOneNotAtAll() {
    TimedEnergy energy = new TimedEnergy();
    add(energy, 0, 100, 10);
    add(energy, 100, 200, 10);
    assertThat(energy.takeChanged()).isEmpty();

    add(energy, 300, 400, 10);
    assertThat(energy.takeChanged()).hasSize(1);

    add(energy, 400, 500, 10);
    assertThat(energy.takeChanged()).isEmpty();
  }

  @Test
  void energyThatComesLateFallsIntoItsOwnBucket() {
    TimedEnergy energy = new TimedEnergy();
    add(energy, 600, 700, KILOWATT_HOUR);
    add(energy, 0, 100, KILOWATT_HOUR);
    grid.put(GridBench.average("FR", 0, 300, 50), 0);
    grid.put(GridBench.average("FR", 600, 900, 90), 0);

    assertThat(micrograms(energy)).isEqualTo(140_000_000);
  }

  @Test
  void whatWasWrittenIsReadAndGoesOn() {
    grid.put(GridBench.average("FR", 0, 86_400, 50), 0);
    grid.put(GridBench.average("FR", 86_400, 2 * 86_400, 90), 0);
    TimedEnergy energy = new TimedEnergy();
    add(energy, 0, 100, KILOWATT_HOUR);
    add(energy, 86_400, 86_500, KILOWATT_HOUR);

    TimedEnergy read = reread(energy);
    add(read, 86_500, 86_600, KILOWATT_HOUR);

    assertThat(micrograms(read)).isEqualTo(230_000_000);
  }

  @Test
  void energyThatCameBeforeTheRowIsOfTheFirstPlaceItNames() {
    grid.put(GridBench.average("FR", 0, 86_400, 50), 0);
    TimedEnergy energy = new TimedEnergy();
    energy.add(
        Optional.empty(), Fleet.micros(0), Fleet.micros(100), new long[] {KILOWATT_HOUR, 0, 0});
    energy.add(
        Optional.empty(), Fleet.micros(400), Fleet.micros(500), new long[] {KILOWATT_HOUR, 0, 0});
    assertThat(micrograms(energy)).isEqualTo(946_000_000);

    add(energy, 500, 600, KILOWATT_HOUR);

    assertThat(micrograms(energy)).isEqualTo(150_000_000);
  }

  @Test
  void daysThatAreKeptNoMoreBecomeSumsThatNoCorrectionReaches() {
    grid.put(GridBench.average("FR", 0, 86_400, 50), 0);
    TimedEnergy energy = new TimedEnergy();
    add(energy, 0, 100, KILOWATT_HOUR);
    add(energy, 46 * 86_400, 46 * 86_400 + 100, KILOWATT_HOUR);
    grid.put(GridBench.average("FR", 46 * 86_400, 47 * 86_400, 60), 0);
    energy.takeChanged();

    assertThat(energy.freeze(figures, "local/one")).isTrue();

    assertThat(energy.takeChanged().values()).containsExactly(Optional.empty());
    assertThat(energy.freeze(figures, "local/one")).isFalse();
    grid.put(GridBench.corrected(GridBench.average("FR", 0, 86_400, 50), 1_000, 47 * 86_400), 0);
    assertThat(micrograms(reread(energy))).isEqualTo(110_000_000);
  }

  @Test
  void aDayIsEvaluatedAnewOnlyWhereTheGridChanged() {
    grid.put(GridBench.average("FR", 0, 86_400, 50), 0);
    TimedEnergy energy = new TimedEnergy();
    add(energy, 0, 100, KILOWATT_HOUR);
    add(energy, 86_400, 86_500, KILOWATT_HOUR);
    add(energy, 2 * 86_400, 2 * 86_400 + 100, KILOWATT_HOUR);
    long before = micrograms(energy);

    grid.put(GridBench.average("DE", 0, 86_400, 900), 0);
    assertThat(micrograms(energy)).isEqualTo(before);

    grid.put(GridBench.average("FR", 86_400, 2 * 86_400, 75), 0);
    // The table's mean of France stands in on the third day: 44.2 g until the carried 75 g ends.
    assertThat(micrograms(energy)).isEqualTo(50_000_000 + 75_000_000 + 75_000_000);
  }

  @Test
  void aClockThatBeganIn1970SpreadsNothingOverDecades() {
    TimedEnergy energy = new TimedEnergy();

    energy.add(Optional.of(FRANCE), 0, Fleet.micros(0), new long[] {1_000_000_000_000L, 0, 0});

    assertThat(energy.days()).hasSizeLessThanOrEqualTo(46);
    assertThat(Duration.ofDays(45)).isEqualTo(CarbonConfig.DEFAULT.keep());
  }
}
