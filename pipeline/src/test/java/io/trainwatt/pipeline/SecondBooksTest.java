package io.trainwatt.pipeline;

import static io.trainwatt.pipeline.Fleet.alive;
import static io.trainwatt.pipeline.Fleet.epoch;
import static io.trainwatt.pipeline.Fleet.nobody;
import static io.trainwatt.pipeline.Fleet.used;
import static io.trainwatt.pipeline.GridBench.contract;
import static io.trainwatt.pipeline.GridBench.corrected;
import static io.trainwatt.pipeline.GridBench.factor;
import static io.trainwatt.pipeline.GridBench.price;
import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.CarbonFigure;
import io.trainwatt.events.account.CarbonMethod;
import io.trainwatt.events.account.EnergyEntry;
import io.trainwatt.events.grid.GridEvent;
import io.trainwatt.events.grid.GridFactor;
import io.trainwatt.events.grid.IntensityKind;
import io.trainwatt.events.node.EmbodiedHardware;
import io.trainwatt.events.node.NodeFacts;
import io.trainwatt.events.node.Tariff;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Component;
import io.trainwatt.events.sample.Gauges;
import io.trainwatt.events.sample.Sample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every figure of a run's account computed a second time from the records alone, with samples lost,
 * repeated and late, and factors late, repeated, corrected and out of order: equal.
 */
class SecondBooksTest {
  private static final String FRANCE = "hpc/one";
  private static final String GERMANY = "hpc/two";
  private static final long BEGIN = 22 * 3_600;
  private static final long END = 26 * 3_600;

  private final Map<String, NodeFacts> facts = new TreeMap<>();
  private final List<Sample> samples = new ArrayList<>();
  private final List<GridEvent> grid = new ArrayList<>();

  private static NodeFacts place(
      String node, String zone, OptionalInt pue, OptionalInt water, long embodied) {
    NodeFacts row = Fleet.facts(node, Optional.of(zone), pue);
    return new NodeFacts(
        row.node(),
        row.cluster(),
        row.name(),
        row.wallMicros(),
        row.agent(),
        row.agentVersion(),
        row.zone(),
        row.puePpm(),
        Optional.of(new Tariff("EUR", 312_345)),
        row.hardware(),
        row.clockOffsetMicros(),
        row.devices(),
        row.findings(),
        water,
        Optional.of(new EmbodiedHardware(embodied, 126_230_400)));
  }

  private void scenario(Random random) {
    facts.put(
        FRANCE,
        place(FRANCE, "FR", OptionalInt.of(1_234_567), OptionalInt.of(151), 3_812_345_678L));
    facts.put(
        GERMANY, place(GERMANY, "DE", OptionalInt.empty(), OptionalInt.empty(), 1_250_000_017L));
    samples(random, FRANCE, Quality.COUNTED);
    samples(random, GERMANY, Quality.MODELLED);
    for (String zone : List.of("FR", "DE")) {
      for (long hour = 0; hour < END + 3_600; hour += 3_600) {
        long to = hour + 3_600;
        GridFactor mean =
            factor(zone, "b", IntensityKind.AVERAGE, hour, to, random.nextInt(900), to);
        grid.add(mean);
        if (random.nextInt(3) == 0) {
          grid.add(corrected(mean, random.nextInt(900), to + 7_200));
        }
        if (random.nextBoolean()) {
          grid.add(factor(zone, "a", IntensityKind.AVERAGE, hour, to, random.nextInt(900), to));
        }
      }
      grid.add(
          contract(zone, "ppa", "hpc", BEGIN + 5_400, BEGIN + 9_000, 333_333, random.nextInt(40)));
      grid.add(contract(zone, "certificates", "", 0, 3 * 86_400, 123_457, 0));
      grid.add(contract(zone, "of others", "lab", 0, 3 * 86_400, 999_999, 0));
    }
    grid.add(
        factor("FR", "mix", IntensityKind.RESIDUAL_MIX, 0, 3 * 86_400, random.nextInt(900), 0));
    grid.add(
        factor("FR", "moer", IntensityKind.MARGINAL, BEGIN, BEGIN + 4_500, random.nextInt(900), 0));
    grid.add(price("FR", 0, 86_400, 31));
    grid.add(price("FR", 86_400, 2 * 86_400, 17));
  }

  private void samples(Random random, String node, Quality quality) {
    long second = BEGIN;
    long[] used = new long[5];
    for (long sequence = 1; second < END; sequence++) {
      second += 20 + random.nextInt(400);
      for (int i = 0; i < used.length; i++) {
        used[i] += random.nextInt(2_000_000_000);
      }
      samples.add(sample(node, quality, sequence, second, used));
    }
  }

  private static Sample sample(
      String node, Quality quality, long sequence, long second, long[] used) {
    Sample plain =
        Fleet.sample(
            node,
            second,
            List.of(alive("r"), alive("other")),
            Fleet.device(
                "gpu0",
                Component.GPU,
                second,
                used("r", quality, used[0]),
                used("other", quality, used[1]),
                nobody(quality, used[2])),
            Fleet.device("cpu", Component.CPU, second, used("r", quality, used[3])),
            Fleet.device(
                "psys",
                Component.NODE,
                second,
                epoch(1),
                false,
                "",
                Gauges.NONE,
                used("r", quality, used[4])));
    return new Sample(
        plain.node(),
        sequence,
        plain.agent(),
        plain.boot(),
        plain.monotonicNanos(),
        plain.wallMicros(),
        plain.runs(),
        plain.devices(),
        plain.events(),
        plain.stages());
  }

  // Some are lost, some come twice, some change places with the next.
  private void disturb(Random random) {
    for (int i = samples.size() - 2; i > 2; i--) {
      boolean sameNode = samples.get(i).node().equals(samples.get(i + 1).node());
      switch (random.nextInt(8)) {
        case 0 -> samples.remove(i);
        case 1 -> samples.add(i, samples.get(i));
        case 2 -> {
          if (sameNode) {
            Collections.swap(samples, i, i + 1);
          }
        }
        default -> {}
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
  void everyFigureIsTheSameComputedASecondTime(long seed) {
    Random random = new Random(seed);
    scenario(random);
    disturb(random);
    List<GridEvent> published = new ArrayList<>(grid);
    Collections.shuffle(published, random);
    published.addAll(grid.subList(0, grid.size() / 2));

    Account.OfRun account = account(published, random);

    SecondBooks books = new SecondBooks("r", samples, facts, grid);
    assertThat(account.ledger().total().energy().microjoules()).isEqualTo(books.total());
    assertThat(account.ledger().total().plusMinus().microjoules()).isEqualTo(books.plusMinus());
    for (Quality quality : Quality.values()) {
      assertThat(
              account.ledger().energy().stream()
                  .filter(EnergyEntry::inTotal)
                  .filter(entry -> entry.quality() == quality)
                  .mapToLong(entry -> entry.energy().microjoules())
                  .sum())
          .isEqualTo(books.ofQuality(quality));
    }
    assertThat(figure(account, CarbonMethod.LOCATION_BASED)).isEqualTo(books.located());
    assertThat(figure(account, CarbonMethod.MARKET_BASED)).isEqualTo(books.market(false));
    assertThat(figure(account, CarbonMethod.MARKET_BASED_HOURLY)).isEqualTo(books.market(true));
    assertThat(figure(account, CarbonMethod.MARGINAL)).isEqualTo(books.marginal());
    assertThat(carbon(account, CarbonMethod.EMBODIED).micrograms())
        .isEqualTo(books.embodiedMicrograms());
    var cost = account.ledger().cost();
    assertThat(cost).hasSize(1);
    assertThat(new SecondBooks.Figure(cost.getFirst().micros(), cost.getFirst().plusMinusMicros()))
        .isEqualTo(books.cost());
    var water = account.ledger().water().orElseThrow();
    assertThat(new SecondBooks.Figure(water.microliters(), water.plusMinusMicroliters()))
        .isEqualTo(books.water());
  }

  // Factors come before, between and after the samples.
  private Account.OfRun account(List<GridEvent> published, Random random) {
    try (TopologyBench bench = new TopologyBench()) {
      bench.advance(Duration.ofSeconds(END));
      facts.values().forEach(bench::facts);
      int next = 0;
      for (Sample sample : samples) {
        bench.sample(sample);
        if (random.nextInt(4) == 0 && next < published.size()) {
          bench.grid(published.get(next++));
          if (random.nextBoolean()) {
            bench.run("r");
          }
        }
      }
      while (next < published.size()) {
        bench.grid(published.get(next++));
      }
      return bench.run("r");
    }
  }

  private static CarbonFigure carbon(Account.OfRun account, CarbonMethod method) {
    return account.ledger().carbon().stream()
        .filter(figure -> figure.method() == method)
        .findFirst()
        .orElseThrow();
  }

  private static SecondBooks.Figure figure(Account.OfRun account, CarbonMethod method) {
    CarbonFigure figure = carbon(account, method);
    return new SecondBooks.Figure(figure.micrograms(), figure.plusMinusMicrograms());
  }
}
