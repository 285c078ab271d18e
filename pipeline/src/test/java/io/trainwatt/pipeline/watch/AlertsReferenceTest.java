package io.trainwatt.pipeline.watch;

import static org.assertj.core.api.Assertions.assertThat;

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

    for (Detector detector : AlertRules.forRun(WatchConfig.DEFAULT)) {
      String rule = detector.rule();
      assertThat(page).contains("\n## " + rule + "\n");
      assertThat(page)
          .contains(
              "| [%s](#%s) | %s |"
                  .formatted(
                      rule,
                      rule.toLowerCase(Locale.ROOT),
                      detector.severity().name().toLowerCase(Locale.ROOT)));
      assertThat(AlertKey.docs(rule))
          .isEqualTo("docs/reference/alerts.md#" + rule.toLowerCase(Locale.ROOT));
    }
  }
}
