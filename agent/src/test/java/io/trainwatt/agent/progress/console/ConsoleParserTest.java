package io.trainwatt.agent.progress.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.progress.update.Update;
import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.progress.Phase;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConsoleParserTest {

  private final ConsoleParser parser = new ConsoleParser();

  private Update read(String line) {
    return parser.line(line).orElseThrow();
  }

  private static Optional<Loss> loss(double value) {
    return Optional.of(Loss.of(value));
  }

  @Test
  void aTrainersDictGivesLossRateAndEpochButNoStep() {
    Update update =
        read("{'loss': 2.31, 'grad_norm': 1.2, 'learning_rate': 4.9e-05, 'epoch': 0.12}");
    assertThat(update.format()).isEqualTo("python dict");
    assertThat(update.loss()).isEqualTo(loss(2.31));
    assertThat(update.learningRate()).hasValue(4.9e-05);
    assertThat(update.epoch()).hasValue(0.12);
    assertThat(update.step()).isEmpty();
    assertThat(update.phase()).contains(Phase.TRAINING);
  }

  @Test
  void aTrainersDictWithNumbersInQuotesIsTheSame() {
    Update update = read("{'loss': '2.31', 'learning_rate': '4.9e-05', 'epoch': '0.12'}");
    assertThat(update.loss()).isEqualTo(loss(2.31));
    assertThat(update.learningRate()).hasValue(4.9e-05);
    assertThat(update.epoch()).hasValue(0.12);
  }

  @Test
  void aDictBehindAProgressBarIsFound() {
    Update update = read("  5%|5         | 10/200 [00:01<00:30, 6.2it/s]{'loss': 0.5, 'step': 10}");
    assertThat(update.loss()).isEqualTo(loss(0.5));
    assertThat(update.step()).hasValue(10);
  }

  @Test
  void evaluationIsItsOwnPhaseAndLoss() {
    Update update = read("{'eval_loss': 1.9, 'eval_runtime': 2.0, 'epoch': 1.0}");
    assertThat(update.phase()).contains(Phase.EVALUATION);
    assertThat(update.validationLoss()).isEqualTo(loss(1.9));
    assertThat(update.loss()).isEmpty();
  }

  @Test
  void theTrainersLastLineEndsTheRunAndItsMeanLossIsNoLatestLoss() {
    Update update =
        read("{'train_runtime': 12.3, 'train_samples_per_second': 5.0, 'train_loss': 2.9}");
    assertThat(update.phase()).contains(Phase.FINISHED);
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
    Update update = read(line);
    assertThat(update.format()).isEqualTo("step and loss");
    assertThat(update.step()).hasValue(Long.parseLong(step));
    assertThat(update.loss()).isEqualTo(loss(Double.parseDouble(loss)));
  }

  @Test
  void barsBetweenTheWordsDoNotMatter() {
    Update update = read("Iteration 1500 | train loss 2.5 |");
    assertThat(update.step()).hasValue(1500);
    assertThat(update.loss()).isEqualTo(loss(2.5));
  }

  @Test
  void aLineWithBothLossesGivesBoth() {
    Update update = read("step 250: train loss 3.1000, val loss 3.2000");
    assertThat(update.step()).hasValue(250);
    assertThat(update.loss()).isEqualTo(loss(3.1));
    assertThat(update.validationLoss()).isEqualTo(loss(3.2));
  }

  @Test
  void whatElseALineSaysIsReadToo() {
    Update update =
        read("step 20/500 | loss 2.5 | lr 3e-4 | epoch 2 | tokens_seen: 40960 | 120 tokens/s");
    assertThat(update.plannedSteps()).hasValue(500);
    assertThat(update.learningRate()).hasValue(3e-4);
    assertThat(update.epoch()).hasValue(2.0);
    assertThat(update.tokens()).hasValue(40_960);
  }

  @Test
  void jsonLinesAreRead() {
    Update update =
        read("{\"step\": 3, \"loss\": 2.5, \"lr\": 0.1, \"val_loss\": 2.6, \"note\": \"x\"}");
    assertThat(update.format()).isEqualTo("json line");
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
    assertThat(parser.line(line)).isEmpty();
  }

  private List<Update> all(String lines) {
    return lines.lines().map(parser::line).flatMap(Optional::stream).toList();
  }

  @Test
  void megatronsLineGivesStepSamplesRateAndLoss() {
    Update update =
        read(
            " [2025-10-01 12:00:01] iteration        6/     100 | consumed samples:        12288 |"
                + " elapsed time per iteration (ms): 15639.0 | throughput per GPU (TFLOP/s/GPU):"
                + " 494.6 | learning rate: 4.100000E-07 | global batch size:  2048 | lm loss:"
                + " 1.342318E+01 | loss scale: 1.0 | grad norm: 2.867 | number of skipped"
                + " iterations:   0 | number of nan iterations:   0 |");
    assertThat(update.format()).isEqualTo("megatron-lm");
    assertThat(update.step()).hasValue(6);
    assertThat(update.plannedSteps()).hasValue(100);
    assertThat(update.samples()).hasValue(12_288);
    assertThat(update.learningRate()).hasValue(4.1e-7);
    assertThat(update.loss()).isEqualTo(loss(13.42318));
  }

  @Test
  void megatronsValidationIsNoTrainingLoss() {
    Update update =
        read(
            " validation loss at iteration 1000 | lm loss value: 2.345000E+00 | lm loss PPL:"
                + " 1.043E+01 |");
    assertThat(update.validationLoss()).isEqualTo(loss(2.345));
    assertThat(update.loss()).isEmpty();
    assertThat(update.phase()).contains(Phase.EVALUATION);
  }

  @Test
  void deepSpeedsLinesGiveStepsWithoutALoss() {
    Update update =
        read(
            "[2025-10-01 12:00:01,123] [INFO] [logging.py:96:log_dist] [Rank 0] step=10,"
                + " skipped=4, lr=[1.5e-05, 1.5e-05], mom=[(0.9, 0.95), (0.9, 0.95)]");
    assertThat(update.step()).hasValue(10);
    assertThat(update.learningRate()).hasValue(1.5e-5);
    assertThat(
            read("[2025-10-01 12:00:01,123] [INFO] [timer.py:260:stop]"
                    + " epoch=0/micro_step=40/global_step=10, RunningAvgSamplesPerSec=25.0,"
                    + " CurrSamplesPerSec=25.7, MemAllocated=4.3GB, MaxMemAllocated=38.5GB")
                .step())
        .hasValue(10);
  }

  @Test
  void kerasCountsTheStepsOfAllEpochs() {
    List<Update> updates =
        all(
            """
            Epoch 1/5
            1875/1875 ━━━━━━━━━━━━━━━━━━━━ 5s 2ms/step - accuracy: 0.87 - loss: 0.42 - val_loss: 0.37
            Epoch 2/5
             300/1875 [===>..........................] - ETA: 4s - loss: 0.31 - accuracy: 0.91
            1875/1875 - 3s - 2ms/step - loss: 0.29 - val_loss: 0.33
            """);
    assertThat(updates)
        .extracting(u -> u.step().orElseThrow())
        .containsExactly(1875L, 2175L, 3750L);
    assertThat(updates).allSatisfy(u -> assertThat(u.plannedSteps()).hasValue(9375));
    assertThat(updates.getFirst().validationLoss()).isEqualTo(loss(0.37));
    assertThat(updates.getLast().loss()).isEqualTo(loss(0.29));
  }

  @Test
  void aKerasBarOutsideAnEpochIsAnEvaluation() {
    Update update = read("10/10 ━━━━━━━━━━━━━━━━━━━━ 0s 2ms/step - loss: 0.5");
    assertThat(update.validationLoss()).isEqualTo(loss(0.5));
    assertThat(update.step()).isEmpty();
  }

  @Test
  void theTrainersBarGivesTheStepsThatItsDictsLack() {
    List<Update> updates =
        all(
            """
              0%|          | 0/15 [00:00<?, ?it/s]
             33%|███▎      | 5/15 [00:01<00:02,  4.10it/s]
            {'loss': '2.31', 'epoch': '1.0'}
              0%|          | 0/2 [00:00<?, ?it/s]
            100%|██████████| 2/2 [00:00<00:00, 90.1it/s]
            {'eval_loss': '2.2', 'epoch': '1.0'}
             67%|██████▋   | 10/15 [00:02<00:01,  4.10it/s]{'loss': '2.1', 'epoch': '2.0'}
            100%|██████████| 15/15 [00:03<00:00,  4.50it/s]
            Map: 100%|██████████| 1000/1000 [00:01<00:00, 900.00it/s]
            """);
    assertThat(updates.stream().flatMap(u -> u.step().stream().boxed()))
        .containsExactly(5L, 10L, 15L);
    assertThat(updates.getFirst().plannedSteps()).hasValue(15);
  }

  @Test
  void aLoopsBarWithALossGivesThatAndNoStep() {
    Update update =
        read("Epoch 1:  50%|█████     | 5/10 [00:00<00:00, 41.2it/s, v_num=0, train_loss=0.5]");
    assertThat(update.loss()).isEqualTo(loss(0.5));
    assertThat(update.epoch()).hasValue(1.5);
    assertThat(update.step()).isEmpty();
  }

  @Test
  void savingACheckpointIsAPhase() {
    assertThat(read("saving checkpoint at iteration    1000 to /out").phase())
        .contains(Phase.CHECKPOINT);
    assertThat(read("Saving model checkpoint to out/checkpoint-500").phase())
        .contains(Phase.CHECKPOINT);
    assertThat(parser.line("loading checkpoint from out")).isEmpty();
  }

  @Test
  void theTrainersFirstLinesTellThePlan() {
    assertThat(read("  Total optimization steps = 1,500").plannedSteps()).hasValue(1500);
    assertThat(read("***** Running Evaluation *****").phase()).contains(Phase.EVALUATION);
  }

  @Test
  void ofRanksOnOneOutputTheFirstThatTellsALossIsHeard() {
    assertThat(all("3: step 5 loss 2.0\n0: step 4 loss 2.5\n3: step 6 loss 1.9"))
        .extracting(u -> u.step().orElseThrow())
        .containsExactly(5L, 6L);
  }

  @Test
  void mlPerfsLinesAreRead() {
    Update update =
        read(
            "0: :::MLLOG {\"namespace\": \"\", \"time_ms\": 1700000000123, \"event_type\":"
                + " \"POINT_IN_TIME\", \"key\": \"tracked_stats\", \"value\": {\"train_loss\":"
                + " 1.5, \"throughput\": 9.0}, \"metadata\": {\"step\": 40, \"lineno\": 7}}");
    assertThat(update.format()).isEqualTo("mllog");
    assertThat(update.step()).hasValue(40);
    assertThat(update.loss()).isEqualTo(loss(1.5));
    assertThat(update.wallMicros()).hasValue(1_700_000_000_123_000L);
  }

  @Test
  void mlPerfsIntervalsArePhases() {
    String line =
        ":::MLLOG {\"time_ms\": 1, \"key\": \"%s\", \"value\": null, \"metadata\":"
            + " {\"samples_count\": 512}}";
    assertThat(read(line.formatted("eval_start")).phase()).contains(Phase.EVALUATION);
    assertThat(read(line.formatted("block_start")).phase()).contains(Phase.TRAINING);
    assertThat(read(line.formatted("run_stop")).phase()).contains(Phase.FINISHED);
    assertThat(read(line.formatted("eval_start")).samples()).hasValue(512);
    assertThat(parser.line(":::MLLOG {\"key\": \"seed\", \"value\": 3}")).isEmpty();
    assertThat(parser.line(":::MLLOG half a li")).isEmpty();
  }
}
