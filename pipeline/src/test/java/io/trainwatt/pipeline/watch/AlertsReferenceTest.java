package io.trainwatt.pipeline.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.events.alert.Severity;
import io.trainwatt.pipeline.stage.StageBooks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class AlertsReferenceTest {

  @Test
  void everyRuleHasItsSectionAndItsSeverityInTheReference() throws IOException {
    String page =
        Files.readString(
            Path.of(System.getProperty("trainwatt.root", ".."), "docs/reference/alerts.md"));

    for (NodeRule rule : AlertRules.forNode()) {
      stands(page, rule.rule(), rule.severity());
    }
    stands(page, SilentCluster.ONE, Severity.WARNING);
    stands(page, SilentCluster.MANY, Severity.CRITICAL);
    for (Detector detector :
        AlertRules.forRun(
            WatchConfig.DEFAULT,
            new StopJudge(EarlyStopping.Config.DEFAULT),
            new Cohorts(BudgetConfig.NONE, new StageBooks().of("budgets")))) {
      stands(page, detector.rule(), detector.severity());
    }
  }

  private static void stands(String page, String rule, Severity severity) {
    assertThat(page).contains("\n## " + rule + "\n");
    assertThat(page)
        .contains(
            "| [%s](#%s) | %s |"
                .formatted(
                    rule, rule.toLowerCase(Locale.ROOT), severity.name().toLowerCase(Locale.ROOT)));
    assertThat(AlertKey.docs(rule))
        .isEqualTo("docs/reference/alerts.md#" + rule.toLowerCase(Locale.ROOT));
  }
}
