package io.trainwatt.pipeline.carbon;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.events.account.CarbonFigure;
import io.trainwatt.events.account.Restatement;
import io.trainwatt.events.grid.EmissionBasis;
import io.trainwatt.events.grid.FactorOrigin;
import io.trainwatt.events.grid.GridEvent;
import io.trainwatt.events.grid.GridFactor;
import io.trainwatt.events.grid.IntensityKind;
import io.trainwatt.events.quantity.Band;
import io.trainwatt.events.quantity.Energy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Figures follow from which events exist, not from when, how often or in which order they came. */
class GridBookPropertyTest {
  private static final GridPlace PLACE =
      new GridPlace(Optional.of("FR"), OptionalInt.of(1_100_000));
  private static final Band BAND = new Band(Energy.ofJoules(1_000), Energy.ofJoules(50));

  private record Outcome(List<CarbonFigure> carbon, Optional<Restatement> restated) {}

  @Property(tries = 300)
  void anyOrderAndAnyRepetitionGiveTheSameFigures(@ForAll long seed) {
    Random random = new Random(seed);
    List<GridEvent> events = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      events.add(event(random));
    }
    Outcome expected = figures(events);

    Collections.shuffle(events, random);
    events.addAll(events.subList(0, 20));

    assertThat(figures(events)).isEqualTo(expected);
  }

  @Property(tries = 100)
  void energyThatIsLookedAtBetweenEventsEndsUpTheSame(@ForAll long seed) {
    Random random = new Random(seed);
    List<GridEvent> events = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      events.add(event(random));
    }
    GridBook grid = new GridBook(GridTable.shipped(), CarbonConfig.DEFAULT);
    TimedEnergy energy = energy();
    for (GridEvent event : events) {
      grid.put(event, 0);
      outcome(energy, grid);
    }

    assertThat(outcome(energy, grid)).isEqualTo(figures(events));
  }

  private static Outcome figures(List<GridEvent> events) {
    GridBook grid = new GridBook(GridTable.shipped(), CarbonConfig.DEFAULT);
    events.forEach(event -> grid.put(event, 0));
    return outcome(energy(), grid);
  }

  // Over three days, a bucket in five.
  private static TimedEnergy energy() {
    TimedEnergy energy = new TimedEnergy();
    for (long bucket = 0; bucket < 3 * Buckets.A_DAY; bucket += 5) {
      long start = Buckets.startMicros(bucket);
      energy.add(
          Optional.of(PLACE),
          start,
          start + Buckets.MICROS,
          new long[] {1_000_003 * (bucket + 1), 17 * bucket, 0});
    }
    return energy;
  }

  private static Outcome outcome(TimedEnergy energy, GridBook grid) {
    FigureSum sum = new FigureSum();
    energy.addTo(sum, new Figures(grid), "local/one");
    return new Outcome(sum.carbon(BAND), sum.restated());
  }

  private static GridEvent event(Random random) {
    IntensityKind kind = IntensityKind.values()[random.nextInt(4)];
    long hour = 3_600_000_000L;
    long from = random.nextInt(72) * hour;
    long length = (1L << random.nextInt(5)) * hour;
    boolean ends = random.nextInt(8) > 0;
    return new GridFactor(
        random.nextInt(5) > 0 ? "FR" : "DE",
        "source-" + random.nextInt(3),
        kind,
        EmissionBasis.values()[random.nextInt(2)],
        from,
        ends ? OptionalLong.of(from + length) : OptionalLong.empty(),
        random.nextInt(900_000),
        random.nextBoolean(),
        "",
        random.nextInt(5),
        kind == IntensityKind.CONTRACT
            ? OptionalInt.of(random.nextInt(600_000))
            : OptionalInt.empty(),
        random.nextInt(3) > 0 ? "" : "local",
        FactorOrigin.values()[random.nextInt(2)],
        OptionalLong.empty());
  }
}
