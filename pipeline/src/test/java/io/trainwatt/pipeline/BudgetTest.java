package io.trainwatt.pipeline;

import static io.trainwatt.pipeline.Fleet.busy;
import static io.trainwatt.pipeline.Fleet.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.events.account.Subject;
import io.trainwatt.events.alert.Alert;
import io.trainwatt.events.progress.Loss;
import io.trainwatt.pipeline.watch.BudgetConfig;
import io.trainwatt.pipeline.watch.WatchConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A run of 1 000 steps at a step a second and 3.6 kW: 1 kWh to its end. */
class BudgetTest {
  private static final String NODE = "local/one";
  private final TopologyBench bench =
      new TopologyBench(
          WatchConfig.DEFAULT.with(
              BudgetConfig.parse("team=nlp: kwh=0.8, money=30; name=nightly: kwh=0.5; *: kwh=5")));

  @AfterEach
  void close() {
    bench.close();
  }

  private void run(Map<String, String> labels, long seconds) {
    bench.row(row("r", NODE, labels));
    for (long second = 1; second <= seconds; second++) {
      bench.sample(busy(NODE, second, "r", second * 3_600_000_000L));
      bench.progress(
          Fleet.progress("r", NODE, 0, second * 1_000, second, new Loss.Finite(1.0 / second)));
      bench.advance(Duration.ofSeconds(1));
    }
  }

  private List<Alert> of(String rule) {
    return bench.alerts().stream().filter(alert -> alert.rule().equals(rule)).toList();
  }

  @Test
  void anOperatorsBudgetHoldsForRunsWithItsLabel() {
    run(Map.of("team", "nlp"), 100);

    assertThat(of("BudgetAtRisk").getLast().summary())
        .isEqualTo("The run is expected to need 1 kWh, over its budget of 0.8.");
  }

  @Test
  void andNotForOthersNorForOnesThatSetTheirOwn() {
    run(Map.of("team", "vision"), 100);
    run(Map.of("team", "nlp", "budget_kwh", "1.2"), 100);

    assertThat(of("BudgetAtRisk")).isEmpty();
  }

  @Test
  void aBudgetThatWillNotLastIsSaidEarly() {
    run(Map.of("budget_kwh", "0.8"), 100);

    Alert alert = of("BudgetAtRisk").getLast();
    assertThat(alert.firing()).isTrue();
    assertThat(alert.summary())
        .isEqualTo("The run is expected to need 1 kWh, over its budget of 0.8.");
    assertThat(alert.evidence()).containsEntry("budget_kwh", "0.8 kWh");
    assertThat(alert.evidence().get("expectedAtTheEnd")).startsWith("1 kWh (");
  }

  @Test
  void aBudgetThatLastsRaisesNothing() {
    run(Map.of("budget_kwh", "1.2", "budget_kg_co2", "1"), 100);

    assertThat(bench.alerts()).isEmpty();
  }

  @Test
  void aBudgetOfCo2IsHeldTo() {
    // 1 kWh at 473 g.
    run(Map.of("budget_kg_co2", "0.4"), 100);

    assertThat(of("BudgetAtRisk").getLast().summary())
        .isEqualTo("The run is expected to need 0.473 kg CO2, over its budget of 0.4.");
  }

  @Test
  void aBudgetThatIsSpentIsCriticalAndNoLongerAtRisk() {
    run(Map.of("budget_kwh", "0.05"), 80);

    List<Alert> alerts = bench.alerts();
    assertThat(alerts)
        .filteredOn(alert -> alert.rule().equals("BudgetBroken"))
        .last()
        .matches(Alert::firing);
    assertThat(alerts)
        .filteredOn(alert -> alert.rule().equals("BudgetAtRisk"))
        .last()
        .matches(alert -> !alert.firing());
  }

  /** What 1 000 steps draw whose power and pace are unsteady; at most so many of them run. */
  private static List<Alert> unsteady(long seed, double budget, int seconds) {
    try (TopologyBench one = new TopologyBench(WatchConfig.DEFAULT)) {
      one.row(row("r", NODE, Map.of("budget_kwh", Double.toString(budget))));
      Random random = new Random(seed);
      long used = 0;
      long step = 0;
      for (int second = 1; second <= seconds; second++) {
        double slow = 0.15 * Math.sin(second / 20.0 + seed);
        double watts = 3_600 * (second <= 20 ? 0.5 : 1 + slow + 0.2 * random.nextGaussian());
        used += Math.round(watts * 1e6);
        one.sample(busy(NODE, second, "r", used));
        if (random.nextDouble() < 0.8) {
          step += random.nextDouble() < 0.25 ? 2 : 1;
          one.progress(
              Fleet.progress("r", NODE, 0, second * 1_000L, step, new Loss.Finite(1.0 / step)));
        }
        one.advance(Duration.ofSeconds(1));
      }
      return one.alerts();
    }
  }

  @Test
  void unsteadyPowerAndPaceNeitherHideABudgetAtRiskNorMakeOneUp() {
    for (long seed = 1; seed <= 5; seed++) {
      assertThat(unsteady(seed, 1.1, 900)).as("enough, seed %d", seed).isEmpty();
      assertThat(unsteady(seed, 0.9, 300))
          .as("too little, seed %d", seed)
          .extracting(Alert::rule)
          .contains("BudgetAtRisk");
    }
  }

  @Test
  void aBudgetThatRunsShareIsOfTheirSumAndToldOnce() {
    BudgetConfig shared = BudgetConfig.parse("team=vision together: kwh=0.1, kg_co2=1");
    try (TopologyBench both = new TopologyBench(WatchConfig.DEFAULT.with(shared))) {
      both.row(row("a", NODE, Map.of("team", "vision")));
      both.row(row("b", "local/two", Map.of("team", "vision")));
      both.row(row("c", "local/three", Map.of("team", "nlp")));
      for (long second = 1; second <= 60; second++) {
        both.sample(busy(NODE, second, "a", second * 3_600_000_000L));
        both.sample(busy("local/two", second, "b", second * 3_600_000_000L));
        both.sample(busy("local/three", second, "c", second * 3_600_000_000L));
        both.advance(Duration.ofSeconds(1));
        both.run("a");
      }

      List<Alert> alerts = both.alerts();
      assertThat(alerts)
          .isNotEmpty()
          .allMatch(alert -> alert.subject().equals(new Subject.OfRun("a")))
          .allMatch(alert -> alert.rule().equals("BudgetBroken"));
      Alert last = alerts.getLast();
      assertThat(last.summary())
          .startsWith("2 runs of team=vision have used 0.1")
          .endsWith(" kWh of their budget of 0.1.");
      assertThat(last.evidence()).containsEntry("budget of team=vision", "0.1 kWh");
    }
  }
}
