package io.trainwatt.pipeline.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class BudgetConfigTest {
  private static final BudgetConfig CONFIG =
      BudgetConfig.parse(
          "team=nlp: kwh=120, kg_co2=40; name=nightly: money=3; gpu: kwh=90; *: kwh=500;");

  @Test
  void theLowestOfThoseForARunCounts() {
    assertThat(CONFIG.limit("a", Map.of("team", "nlp"), "budget_kwh")).hasValue(120);
    assertThat(CONFIG.limit("a", Map.of("team", "nlp", "gpu", "8"), "budget_kwh")).hasValue(90);
    assertThat(CONFIG.limit("a", Map.of(), "budget_kwh")).hasValue(500);
    assertThat(CONFIG.limit("nightly", Map.of(), "budget_money")).hasValue(3);
    assertThat(CONFIG.limit("a", Map.of(), "budget_kg_co2")).isEmpty();
  }

  @Test
  void aRunsOwnGoesBeforeAndNonsenseInItDoesNot() {
    Map<String, String> own = Map.of("team", "nlp", "budget_kwh", "700");
    Map<String, String> nonsense = Map.of("team", "nlp", "budget_kwh", "-1");

    assertThat(CONFIG.limit("a", own, "budget_kwh")).hasValue(700);
    assertThat(CONFIG.limit("a", nonsense, "budget_kwh")).hasValue(120);
  }

  @Test
  void whatRunsShareIsNoBudgetOfOne() {
    BudgetConfig shared = BudgetConfig.parse("team=nlp together: kwh=1; * together: money=9");

    assertThat(shared.limit("a", Map.of("team", "nlp"), "budget_kwh")).isEmpty();
    assertThat(shared.shared())
        .extracting(BudgetConfig.Budget::whose)
        .containsExactly("team=nlp", "*");
  }

  @Test
  void whatCannotBeReadIsNamed() {
    assertThatThrownBy(() -> BudgetConfig.parse("team=nlp kwh=3"))
        .hasMessageContaining("trainwatt.budgets.runs: \"team=nlp kwh=3\": has no runs");
    assertThatThrownBy(() -> BudgetConfig.parse("*: kwhs=3"))
        .hasMessageContaining("\"kwhs=3\" is none");
    assertThatThrownBy(() -> BudgetConfig.parse("*: kwh=no"))
        .hasMessageContaining("kwh must be a number above 0, not \"no\"");
    assertThatThrownBy(() -> BudgetConfig.parse("name: kwh=3"))
        .hasMessageContaining("names no runs");
    assertThatThrownBy(() -> BudgetConfig.parse("*: kwh=3, kwh=4")).hasMessageContaining("twice");
  }
}
