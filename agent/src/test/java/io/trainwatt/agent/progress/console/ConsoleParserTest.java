package io.trainwatt.agent.progress.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.progress.Phase;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConsoleParserTest {

  private final ConsoleParser parser = new ConsoleParser();

  private ConsoleUpdate read(String line) {
    return parser.parse(line).orElseThrow();
  }

  private static Optional<Loss> loss(double value) {
    return Optional.of(Loss.of(value));
  }

  @Test
  void aTrainersDictGivesLossRateAndEpochButNoStep() {
    ConsoleUpdate update =
        read("{'loss': 2.31, 'grad_norm': 1.2, 'learning_rate': 4.9e-05, 'epoch': 0.12}");
    assertThat(update.format()).isEqualTo(ConsoleFormat.PYTHON_DICT);
    assertThat(update.loss()).isEqualTo(loss(2.31));
    assertThat(update.learningRate()).hasValue(4.9e-05);
    assertThat(update.epoch()).hasValue(0.12);
    assertThat(update.step()).isEmpty();
    assertThat(update.phase()).isEqualTo(Phase.TRAINING);
  }

  @Test
  void aTrainersDictWithNumbersInQuotesIsTheSame() {
    ConsoleUpdate update = read("{'loss': '2.31', 'learning_rate': '4.9e-05', 'epoch': '0.12'}");
    assertThat(update.loss()).isEqualTo(loss(2.31));
    assertThat(update.learningRate()).hasValue(4.9e-05);
    assertThat(update.epoch()).hasValue(0.12);
  }

  @Test
  void aDictBehindAProgressBarIsFound() {
    ConsoleUpdate update =
        read("  5%|5         | 10/200 [00:01<00:30, 6.2it/s]{'loss': 0.5, 'step': 10}");
    assertThat(update.loss()).isEqualTo(loss(0.5));
    assertThat(update.step()).hasValue(10);
  }

  @Test
  void evaluationIsItsOwnPhaseAndLoss() {
    ConsoleUpdate update = read("{'eval_loss': 1.9, 'eval_runtime': 2.0, 'epoch': 1.0}");
    assertThat(update.phase()).isEqualTo(Phase.EVALUATION);
    assertThat(update.validationLoss()).isEqualTo(loss(1.9));
    assertThat(update.loss()).isEmpty();
  }

  @Test
  void theTrainersLastLineEndsTheRunAndItsMeanLossIsNoLatestLoss() {
    ConsoleUpdate update =
        read("{'train_runtime': 12.3, 'train_samples_per_second': 5.0, 'train_loss': 2.9}");
    assertThat(update.phase()).isEqualTo(Phase.FINISHED);
    assertThat(update.loss()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          step 10 loss 2.3 | 10 | 2.3
          iter 12: loss 3.2101, time 135.22ms, mfu 31.02% | 12 | 3.2101
          step=10 epoch=1 loss=0.25 | 10 | 0.25
          Step: 7, Loss: 1e-3 | 7 | 0.001
          [INFO] global_step: 42 - train_loss: .5 | 42 | 0.5
          step 3/100 loss 4 | 3 | 4
          step #5: loss=2. | 5 | 2
          """)
  void linesThatNameAStepAndALossAreRead(String line, String step, String loss) {
    ConsoleUpdate update = read(line);
    assertThat(update.format()).isEqualTo(ConsoleFormat.STEP_AND_LOSS);
    assertThat(update.step()).hasValue(Long.parseLong(step));
    assertThat(update.loss()).isEqualTo(loss(Double.parseDouble(loss)));
  }

  @Test
  void barsBetweenTheWordsDoNotMatter() {
    ConsoleUpdate update = read("Iteration 1500 | train loss 2.5 |");
    assertThat(update.step()).hasValue(1500);
    assertThat(update.loss()).isEqualTo(loss(2.5));
  }

  @Test
  void aLineWithBothLossesGivesBoth() {
    ConsoleUpdate update = read("step 250: train loss 3.1000, val loss 3.2000");
    assertThat(update.step()).hasValue(250);
    assertThat(update.loss()).isEqualTo(loss(3.1));
    assertThat(update.validationLoss()).isEqualTo(loss(3.2));
  }

  @Test
  void whatElseALineSaysIsReadToo() {
    ConsoleUpdate update =
        read("step 20/500 | loss 2.5 | lr 3e-4 | epoch 2 | tokens_seen: 40960 | 120 tokens/s");
    assertThat(update.plannedSteps()).hasValue(500);
    assertThat(update.learningRate()).hasValue(3e-4);
    assertThat(update.epoch()).hasValue(2.0);
    assertThat(update.tokens()).hasValue(40_960);
  }

  @Test
  void jsonLinesAreRead() {
    ConsoleUpdate update =
        read("{\"step\": 3, \"loss\": 2.5, \"lr\": 0.1, \"val_loss\": 2.6, \"note\": \"x\"}");
    assertThat(update.format()).isEqualTo(ConsoleFormat.JSON_LINE);
    assertThat(update.step()).hasValue(3);
    assertThat(update.loss()).isEqualTo(loss(2.5));
    assertThat(update.validationLoss()).isEqualTo(loss(2.6));
    assertThat(update.learningRate()).hasValue(0.1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {'loss': nan, 'epoch': 1.0} | NAN
          {"step": 1, "loss": NaN} | NAN
          step 5 loss nan | NAN
          step 5 loss inf | POSITIVE_INFINITY
          step 5 loss: -inf | NEGATIVE_INFINITY
          {'loss': 'nan'} | NAN
          """)
  void aLossThatIsNoNumberIsData(String line, Loss.NonFinite loss) {
    assertThat(read(line).loss()).contains(loss);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello world",
        "loss of connection to step 3",
        "Downloading step by step",
        "loss 2.3",
        "step 10 accuracy 0.9",
        "step 3 loss scale: 4096",
        "step 3 lossless 5",
        "step 10 loss 1.2.3",
        "{\"loss\": \"high\"}",
        "{'loss': [1, 2]}",
        "{'a': 'loss'}",
        "steps/s: 3.0 loss_fn=mse",
      })
  void otherLinesSayNothing(String line) {
    assertThat(parser.parse(line)).isEmpty();
  }
}
