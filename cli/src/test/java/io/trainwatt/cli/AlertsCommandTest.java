package io.trainwatt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class AlertsCommandTest {
  private static final String ALERT =
      """
      {"fingerprint": "f1", "rule": "LossNotFinite", "subject": "run/r1", "runName": "dense\\u001b[2J", "severity": "critical",
       "since": "2026-11-27T17:36:15Z", "summary": "The loss is NaN.", "remedy": "Stop it.",
       "wastedMicrojoules": 13360000, "wastedGramsCo2": 0.0021, "evidence": {"bestLoss": "0.366", "step": "62"},
       "docs": "docs/reference/alerts.md#lossnotfinite"}
      """;

  @Test
  void alertSaysWhatWasSeenAndWhatItWastedWithoutABandThatNobodyKnows() throws Exception {
    assertThat(AlertsCommand.lines(alert(), Map.of()))
        .containsExactly(
            "critical LossNotFinite        dense [2J (run/r1)",
            "         The loss is NaN.",
            "         to do: Stop it.",
            "         seen: best loss 0.366, step 62",
            "         more: docs/reference/alerts.md#lossnotfinite",
            "         since 2026-11-27T17:36:15Z, wasted 13.36 J and 2.100 mg CO2, id f1");
  }

  @Test
  void silencedAlertSaysUntilWhen() throws Exception {
    assertThat(AlertsCommand.lines(alert(), Map.of("f1", "2026-11-27T18:00:00Z")).getLast())
        .endsWith("id f1, told to nobody until 2026-11-27T18:00:00Z");
  }

  @Test
  void alertOfANodeIsNamedByItsKey() throws Exception {
    JsonNode alert =
        new ObjectMapper()
            .readTree(
                "{\"rule\": \"NodeSilent\", \"subject\": \"node/local/n1\", \"severity\": \"warning\"}");

    assertThat(AlertsCommand.lines(alert, Map.of()).getFirst())
        .isEqualTo("warning  NodeSilent           node/local/n1");
  }

  private static JsonNode alert() throws Exception {
    return new ObjectMapper().readTree(ALERT);
  }
}
