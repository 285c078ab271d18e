package io.trainwatt.agent.progress.jsonl;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.progress.update.Update;
import io.trainwatt.events.progress.Loss;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonLinesTest {

  private final JsonLines lines = new JsonLines();

  @Test
  void namesNestedNumbersAndTimesAreRead() {
    Update update =
        lines
            .line(
                "{\"_timestamp\": 1700000000.25, \"train\": {\"loss\": 2.5, \"global_step\": 7},"
                    + " \"total_flos\": 2.5e15, \"consumed_tokens\": 4096}")
            .orElseThrow();
    assertThat(update.loss()).contains(Loss.of(2.5));
    assertThat(update.step()).hasValue(7);
    assertThat(update.gigaflops()).hasValue(2_500_000);
    assertThat(update.tokens()).hasValue(4_096);
    assertThat(update.wallMicros()).hasValue(1_700_000_000_250_000L);
  }

  @Test
  void aStepWithItsRateIsProgressWithoutALoss() {
    assertThat(lines.line("{\"step\": 7, \"lr\": 0.1}").orElseThrow().step()).hasValue(7);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"step\": 7, \"text\": \"a sample\"}",
        "{\"prompt\": \"loss\", \"answer\": \"none\"}",
        "{\"loss\": 2.5",
        "[1, 2]",
        "loss 3"
      })
  void otherLinesSayNothing(String line) {
    assertThat(lines.line(line)).isEmpty();
  }
}
