package io.trainwatt.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.Activity;
import io.trainwatt.events.account.ActivityEnergy;
import io.trainwatt.events.account.Efficiency;
import io.trainwatt.events.account.LossMetric;
import io.trainwatt.events.account.RankShare;
import io.trainwatt.events.account.RunProgress;
import io.trainwatt.events.progress.Progress;
import io.trainwatt.events.sample.Sample;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every figure of efficiency of a run's account computed a second time from the records alone, with
 * samples lost, repeated and late, and progress repeated and early or late by some seconds: equal.
 */
class SecondEfficiencyTest {
  private static Account.OfRun account(TwoNodes nodes, Random random) {
    Map<Long, Object> byArrival = new TreeMap<>();
    arrive(byArrival, nodes.first, random.nextLong(6_000_000));
    arrive(byArrival, nodes.second, random.nextLong(6_000_000));
    arrive(byArrival, nodes.progress, random.nextLong(9_000_000) - 3_000_000);
    try (TopologyBench bench = new TopologyBench()) {
      bench.advance(Duration.ofMinutes(5));
      int count = 0;
      for (Object record : byArrival.values()) {
        switch (record) {
          case Sample sample -> bench.sample(sample);
          case Progress progress -> bench.progress(progress);
          default -> throw new AssertionError();
        }
        if (++count % 100 == 0) {
          bench.run(TwoNodes.RUN);
        }
      }
      return bench.run(TwoNodes.RUN);
    }
  }

  private static void arrive(Map<Long, Object> byArrival, List<?> log, long late) {
    long before = 0;
    for (Object record : log) {
      long at =
          record instanceof Sample sample ? sample.wallMicros() : ((Progress) record).wallMicros();
      before = Math.max(before + 1, at + late);
      while (byArrival.containsKey(before)) {
        before++;
      }
      byArrival.put(before, record);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
  void everyFigureOfEfficiencyIsTheSameComputedASecondTime(long seed) {
    TwoNodes nodes = new TwoNodes(seed);

    Account.OfRun account = account(nodes, new Random(seed));

    SecondEfficiency books =
        new SecondEfficiency(List.of(nodes.first, nodes.second), nodes.progress);
    Efficiency efficiency = account.efficiency().orElseThrow();
    Map<Activity, SecondEfficiency.Spent> spent =
        efficiency.activities().stream()
            .collect(
                Collectors.toMap(
                    ActivityEnergy::activity,
                    each ->
                        new SecondEfficiency.Spent(
                            each.energy().microjoules(),
                            each.idle().microjoules(),
                            each.durationMicros())));
    assertThat(spent).isEqualTo(books.activities());
    assertThat(efficiency.wasted().microjoules()).isEqualTo(books.wasted());
    var training = efficiency.training().orElseThrow();
    assertThat(new SecondEfficiency.Cost(training.energy().microjoules(), training.work()))
        .isEqualTo(books.training());
    assertThat(
            efficiency
                .recent()
                .map(each -> new SecondEfficiency.Cost(each.energy().microjoules(), each.work())))
        .isEqualTo(books.recent())
        .isPresent();
    assertThat(efficiency.curve(LossMetric.VALIDATION).orElseThrow().marks())
        .isEqualTo(books.validation());
    assertThat(efficiency.curve(LossMetric.TRAINING).orElseThrow().marks())
        .isEqualTo(books.trainingLoss());
    assertThat(
            efficiency.ranks().stream()
                .collect(Collectors.toMap(RankShare::rank, RankShare::steps)))
        .isEqualTo(books.steps());
    RunProgress progress = account.progress().orElseThrow();
    SecondEfficiency.Cost whole = books.whole();
    assertThat(progress.energyBetween().orElseThrow().microjoules()).isEqualTo(whole.microjoules());
    assertThat(progress.workBetween()).isEqualTo(whole.work());
    assertThat(progress.joulesPerToken())
        .hasValue(whole.microjoules() / 1e6 / whole.work().tokens().orElseThrow());
  }
}
