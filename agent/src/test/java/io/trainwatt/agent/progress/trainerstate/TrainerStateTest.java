package io.trainwatt.agent.progress.trainerstate;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.progress.update.Update;
import io.trainwatt.events.progress.Loss;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TrainerStateTest {

  private static final String STATE =
      """
      {
        "best_metric": null,
        "epoch": 2.0,
        "global_step": 10,
        "is_world_process_zero": true,
        "log_history": [
          {"epoch": 1.0, "loss": 2.5, "learning_rate": 5e-05, "step": 5},
          {"epoch": 1.0, "eval_loss": 2.25, "step": 5},
          {"epoch": 2.0, "loss": 2.0, "learning_rate": 2.5e-05, "step": 10}
        ],
        "max_steps": 15,
        "num_input_tokens_seen": 1184,
        "stateful_callbacks": {"TrainerControl": {"args": {"should_save": true}}},
        "total_flos": 3000000000.0,
        "train_batch_size": 4
      }
      """;

  private final List<Update> updates = new ArrayList<>();
  private final TrainerStateReading reading = new TrainerStateReading();

  private void feed(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    reading.feed(bytes, 0, bytes.length, updates::add);
  }

  @Test
  void whereTheTrainerStoodAndItsNewestFiguresAreRead() {
    feed(STATE);
    Update update = updates.getFirst();
    assertThat(update.step()).hasValue(10);
    assertThat(update.plannedSteps()).hasValue(15);
    assertThat(update.tokens()).hasValue(1_184);
    assertThat(update.gigaflops()).hasValue(3);
    assertThat(update.loss()).contains(Loss.of(2.0));
    assertThat(update.validationLoss()).contains(Loss.of(2.25));
    assertThat(update.learningRate()).hasValue(2.5e-5);
    assertThat(update.epoch()).hasValue(2.0);
  }

  @Test
  void aStateStillBeingWrittenIsWaitedFor() {
    int half = STATE.indexOf("\"max_steps\"");
    feed(STATE.substring(0, half));
    assertThat(updates).isEmpty();
    feed(STATE.substring(half));
    assertThat(updates).hasSize(1);
  }

  @Test
  void otherJsonAndGarbageSayNothing() {
    feed("{\"loss\": 3}");
    assertThat(updates).isEmpty();
    assertThat(reading.count().leftOut()).containsEntry("no state of a training", 1L);
    reading.restarted();
    feed("{\"global_step\": }");
    reading.finish(updates::add);
    assertThat(updates).isEmpty();
    assertThat(reading.count().leftOut()).containsEntry("no JSON of a state", 1L);
  }

  @Test
  void aStateCutShortIsSaid() {
    feed(STATE.substring(0, 100));
    reading.finish(updates::add);
    assertThat(updates).isEmpty();
    assertThat(reading.count().leftOut()).containsEntry("ends before its end", 1L);
  }

  @Test
  void aHistoryOfAnyLengthIsRead() {
    feed("{\"log_history\": [");
    for (int step = 1; step <= 100_000; step++) {
      feed("{\"loss\": %d, \"step\": %d},".formatted(200_000 - step, step));
    }
    feed("{\"eval_loss\": NaN}], \"global_step\": 100000}");
    assertThat(updates.getFirst().loss()).contains(Loss.of(100_000));
    assertThat(updates.getFirst().validationLoss()).contains(Loss.NonFinite.NAN);
    assertThat(updates.getFirst().step()).hasValue(100_000);
  }
}
