package io.trainwatt.agent.progress.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainwatt.agent.progress.pattern.LinePattern;
import io.trainwatt.agent.progress.update.Update;
import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.progress.Phase;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What real frameworks wrote, against what they said of the same training themselves. */
final class RecordedFilesTest {

  @TempDir Path folder;

  private final List<Update> updates = new ArrayList<>();

  private FileRead.Outcome read(String name) throws IOException, URISyntaxException {
    URL resource = RecordedFilesTest.class.getResource("/progress/" + name);
    assertThat(resource).isNotNull();
    return FileRead.read(Path.of(resource.toURI()), Optional.empty(), updates::add);
  }

  /** The newest of each number. */
  private Update standing() {
    Update standing = updates.getFirst();
    for (Update update : updates) {
      standing = update.after(standing);
    }
    return standing;
  }

  @Test
  void huggingFacesConsoleGivesEveryStepFromItsBar() throws Exception {
    assertThat(read("huggingface/train.log").format()).isEqualTo(FileFormat.CONSOLE);
    Update standing = standing();
    assertThat(standing.step()).hasValue(15);
    assertThat(standing.plannedSteps()).hasValue(15);
    assertThat(standing.phase()).contains(Phase.FINISHED);
    assertThat(standing.tokens()).hasValue(1_776);
    assertThat(standing.loss()).contains(Loss.of(3.91));
    assertThat(standing.validationLoss()).contains(Loss.of(3.897));
    assertThat(updates.stream().filter(u -> u.loss().isPresent())).hasSize(15);
    assertThat(updates.stream().flatMap(u -> u.phase().stream()))
        .contains(Phase.EVALUATION, Phase.FINISHED);
    assertThat(updates.stream().filter(u -> u.loss().isPresent()).map(u -> u.step().orElse(-1)))
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L, 13L, 14L, 15L);
  }

  @Test
  void huggingFacesCheckpointGivesItsWholeState() throws Exception {
    assertThat(read("huggingface/trainer_state.json").format()).isEqualTo(FileFormat.TRAINER_STATE);
    Update standing = standing();
    assertThat(standing.step()).hasValue(15);
    assertThat(standing.plannedSteps()).hasValue(15);
    assertThat(standing.tokens()).hasValue(1_776);
    assertThat(standing.gigaflops()).hasValue(0);
    assertThat(standing.loss()).contains(Loss.of(3.910137176513672));
  }

  @Test
  void lightningsTableGivesItsRows() throws Exception {
    assertThat(read("lightning/metrics.csv").format()).isEqualTo(FileFormat.CSV);
    Update standing = standing();
    // Lightning numbers its steps from 0.
    assertThat(standing.step()).hasValue(14);
    assertThat(standing.loss()).contains(Loss.of(0.0017481737304478884));
    assertThat(standing.validationLoss()).contains(Loss.of(3.868981122970581));
    assertThat(standing.epoch()).hasValue(2);
  }

  @Test
  void lightningsEventsGiveTheSame() throws Exception {
    FileRead.Outcome outcome = read("lightning/events.out.tfevents.1795767863.vm.20934.0");
    assertThat(outcome.format()).isEqualTo(FileFormat.TENSORBOARD);
    Update standing = standing();
    assertThat(standing.step()).hasValue(14);
    assertThat(standing.loss()).contains(Loss.of(0.0017481737304478884));
    assertThat(standing.validationLoss()).contains(Loss.of(3.868981122970581));
  }

  @Test
  void kerasBarsGiveTheStepsOfAllEpochs() throws Exception {
    assertThat(read("keras/train.log").format()).isEqualTo(FileFormat.CONSOLE);
    Update standing = standing();
    assertThat(standing.step()).hasValue(30);
    assertThat(standing.plannedSteps()).hasValue(30);
    assertThat(standing.loss()).contains(Loss.of(6.1482));
    assertThat(standing.validationLoss()).contains(Loss.of(1.5841));
  }

  @Test
  void kerasTableIsKnownByItsFirstLine() throws Exception {
    read("keras/training.log");
    assertThat(updates).hasSize(3);
    assertThat(standing().loss()).contains(Loss.of(6.148159027099609));
    assertThat(standing().validationLoss()).contains(Loss.of(1.5840871334075928));
  }

  @Test
  void aPlainLoopsEventsAndLinesAgreeWithItToTheLastDigit() throws Exception {
    read("loop/events.out.tfevents.1795767958.vm.26639.0");
    Update events = standing();
    updates.clear();
    read("loop/train.jsonl");
    Update lines = standing();
    for (Update standing : List.of(events, lines)) {
      assertThat(standing.step()).hasValue(30);
      assertThat(standing.samples()).hasValue(120);
      assertThat(standing.loss()).contains(Loss.of(2.053309440612793));
    }
    assertThat(events.wallMicros().orElseThrow() / 1_000_000).isBetween(1795767958L, 1795768000L);
  }

  @Test
  void anEventFileIsKnownByItsContentToo() throws Exception {
    URL resource =
        RecordedFilesTest.class.getResource(
            "/progress/loop/events.out.tfevents.1795767958.vm.26639.0");
    assertThat(resource).isNotNull();
    Path copy = Files.copy(Path.of(resource.toURI()), folder.resolve("copy"));
    assertThat(FileRead.read(copy, Optional.empty(), updates::add).format())
        .isEqualTo(FileFormat.TENSORBOARD);
    assertThat(standing().step()).hasValue(30);
  }

  @Test
  void aPatternOfOnesOwnGoesBeforeTheFormats() throws IOException {
    Path log = Files.writeString(folder.resolve("odd"), "it 5 nll=2.5\nstep 6 loss 2\n");
    Optional<LinePattern> pattern =
        Optional.of(LinePattern.of("it (?<step>\\d+) nll=(?<loss>\\S+)"));
    FileRead.Outcome outcome = FileRead.read(log, pattern, updates::add);
    assertThat(outcome.count().told())
        .containsEntry("your pattern", 1L)
        .containsEntry("step and loss", 1L);
  }

  @Test
  void whatIsNoFileIsRefused() {
    assertThatThrownBy(() -> FileRead.read(folder, Optional.empty(), updates::add))
        .hasMessageContaining("it is a folder");
    assertThatThrownBy(() -> FileRead.read(Path.of("/dev/zero"), Optional.empty(), updates::add))
        .hasMessageContaining("it is a device");
  }
}
