package io.trainwatt.agent.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.progress.Phase;
import io.trainwatt.events.progress.Progress;
import io.trainwatt.events.progress.Work;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class ProgressBookTest {

  private static final Sender HOOK = new Sender("r", 0, "hook", 10);
  private final ProgressBook book = new ProgressBook();

  private static ProgressReport steps(long steps) {
    return new ProgressReport(
        1_000 * steps,
        steps,
        Optional.of(Phase.TRAINING),
        OptionalLong.of(steps),
        new Work(
            OptionalLong.of(steps),
            OptionalLong.of(100 * steps),
            OptionalLong.empty(),
            OptionalLong.empty()),
        Optional.of(Loss.of(10.0 / steps)),
        Optional.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalLong.empty());
  }

  private List<Progress> take() {
    return book.take("c/n", "boot").records();
  }

  private Progress only() {
    List<Progress> records = take();
    assertThat(records).hasSize(1);
    return records.getFirst();
  }

  @Test
  void aTickTakesOneRecordARankWithTheLatestGauges() {
    book.hello(HOOK, SenderFacts.PLAIN);
    book.report(HOOK, steps(0));
    take();
    book.report(HOOK, steps(1));
    book.report(HOOK, steps(2));
    Progress progress = only();
    assertThat(progress.step()).hasValue(2);
    assertThat(progress.work().steps()).hasValue(2);
    assertThat(progress.work().tokens()).hasValue(200);
    assertThat(progress.work().samples()).isEmpty();
    assertThat(progress.loss()).contains(new Loss.Finite(5.0));
    assertThat(progress.monotonicNanos()).isEqualTo(2_000);
    assertThat(take()).isEmpty();
  }

  @Test
  void ofTheFirstTickTheFirstLossAndTheNewestAreTold() {
    book.hello(HOOK, SenderFacts.PLAIN);
    for (int steps : new int[] {1, 2, 5}) {
      book.report(HOOK, steps(steps));
    }
    List<Progress> records = take();
    assertThat(records)
        .extracting(Progress::loss)
        .containsExactly(Optional.of(Loss.of(10)), Optional.of(Loss.of(2)));
    assertThat(records.getFirst().work().steps()).hasValue(1);
    assertThat(records.getLast().work().steps()).hasValue(5);
    assertThat(book.count().dropped()).containsEntry("merged into a later one", 1L);
    assertThat(book.count().balances()).isTrue();
    assertThat(take()).isEmpty();
  }

  @Test
  void aLossIsPublishedOnceAndAStepStays() {
    book.hello(HOOK, SenderFacts.PLAIN);
    book.report(HOOK, steps(1));
    assertThat(only().loss()).isPresent();
    book.report(
        HOOK,
        new ProgressReport(
            9,
            9,
            Optional.empty(),
            OptionalLong.empty(),
            Work.NONE,
            Optional.empty(),
            Optional.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalLong.empty()));
    Progress second = only();
    assertThat(second.loss()).isEmpty();
    assertThat(second.step()).hasValue(1);
    assertThat(second.phase()).isEqualTo(Phase.TRAINING);
    assertThat(second.work().steps()).hasValue(1);
  }

  @Test
  void aSenderThatReconnectsGoesOnWhereItWas() {
    book.hello(HOOK, SenderFacts.PLAIN);
    book.report(HOOK, steps(5));
    book.hello(HOOK, SenderFacts.PLAIN);
    book.report(HOOK, steps(5));
    book.report(HOOK, steps(7));
    assertThat(take().getLast().work().steps()).hasValue(7);
  }

  @Test
  void aRestartedProcessOfTheSameRankAddsItsWork() {
    book.hello(HOOK, SenderFacts.PLAIN);
    book.report(HOOK, steps(5));
    Sender resumed = new Sender("r", 0, "hook", 11);
    book.hello(resumed, SenderFacts.PLAIN);
    book.report(resumed, steps(3));
    Progress progress = take().getLast();
    assertThat(progress.work().steps()).hasValue(8);
    assertThat(progress.step()).hasValue(3);
  }

  @Test
  void workSurvivesARestartOfTheAgent() {
    book.hello(HOOK, SenderFacts.PLAIN);
    book.report(HOOK, steps(5));
    Map<String, byte[]> stored = book.take("c/n", "boot").states();

    ProgressBook after = new ProgressBook();
    stored.forEach(after::restore);
    after.hello(HOOK, SenderFacts.PLAIN);
    after.report(HOOK, steps(6));
    Progress progress = after.take("c/n", "boot").records().getFirst();
    assertThat(progress.work().steps()).hasValue(6);
    assertThat(progress.work().tokens()).hasValue(600);
    assertThat(progress.sequence()).isEqualTo(1);
  }

  @Test
  void ranksAreApartAndSequenceIsTheRuns() {
    Sender other = new Sender("r", 1, "hook", 20);
    for (Sender sender : List.of(HOOK, other)) {
      book.hello(sender, SenderFacts.PLAIN);
      book.report(sender, steps(4));
    }
    List<Progress> records = take();
    assertThat(records).extracting(Progress::rank).containsExactly(0, 1);
    assertThat(records).extracting(Progress::sequence).containsExactly(0L, 1L);
    assertThat(records).allSatisfy(r -> assertThat(r.work().steps()).hasValue(4));
  }

  @Test
  void onceTheHookSpokeNothingElseDoes() {
    Sender console = new Sender("r", 0, "console", 10);
    book.hello(console, SenderFacts.PLAIN);
    book.report(console, steps(3));
    book.hello(HOOK, SenderFacts.PLAIN);
    book.report(console, steps(4));
    book.report(HOOK, steps(1));
    book.report(console, steps(5));
    assertThat(take()).extracting(Progress::source).containsExactly("console", "console", "hook");
    assertThat(book.count().dropped()).containsEntry("another source speaks", 1L);
    assertThat(book.count().balances()).isTrue();
  }

  @Test
  void aFileThatIsSilentForTenMinutesLosesTheWord() {
    Sender console = new Sender("r", 0, "console", 10);
    Sender events = new Sender("r", 0, "tensorboard", 0);
    book.hello(console, SenderFacts.PLAIN);
    book.follow(events, SenderFacts.PLAIN);
    book.report(events, at(0));
    book.report(console, at(599));
    assertThat(take()).extracting(Progress::source).containsExactly("tensorboard");
    book.report(console, at(600));
    assertThat(take()).extracting(Progress::source).containsExactly("console");
  }

  private static ProgressReport at(long seconds) {
    ProgressReport any = steps(1);
    return new ProgressReport(
        seconds * 1_000_000_000,
        any.wallMicros(),
        any.phase(),
        any.step(),
        any.work(),
        any.loss(),
        any.validationLoss(),
        any.learningRate(),
        any.epoch(),
        any.plannedSteps());
  }

  @Test
  void whereAFileWasReadToIsStoredWithWhatItSaid() {
    Sender events = new Sender("r", 0, "tensorboard", 0);
    book.follow(events, SenderFacts.PLAIN);
    book.report(events, steps(1));
    book.bookmark("r", "tensorboard", new byte[] {1, 2});
    ProgressBook after = new ProgressBook();
    book.take("c/n", "boot").states().forEach(after::restore);
    assertThat(after.bookmark("r", "tensorboard")).hasValue(new byte[] {1, 2});
    assertThat(after.bookmark("r", "csv")).isEmpty();
  }

  @Test
  void noFileIsFollowedForARunThatIsOver() {
    Sender events = new Sender("r", 0, "tensorboard", 0);
    assertThat(book.follow(events, SenderFacts.PLAIN)).isTrue();
    book.forget("r");
    assertThat(book.follow(events, SenderFacts.PLAIN)).isFalse();
    assertThat(book.knows("r")).isFalse();
    book.hello(HOOK, SenderFacts.PLAIN);
    assertThat(book.follow(events, SenderFacts.PLAIN)).isTrue();
  }

  @Test
  void whatComesForARunThatIsOverIsCountedAndLeftOut() {
    book.hello(HOOK, SenderFacts.PLAIN);
    book.report(HOOK, steps(1));
    book.report(HOOK, steps(2));
    book.report(HOOK, steps(3));
    take();
    book.report(HOOK, steps(4));
    book.forget("r");
    book.report(HOOK, steps(5));
    assertThat(take()).isEmpty();
    assertThat(book.count().balances()).isTrue();
    assertThat(book.count().dropped())
        .containsEntry("merged into a later one", 1L)
        .containsEntry("run is over", 2L);
  }

  @Test
  void booksBalanceWhileReportsWait() {
    book.hello(HOOK, SenderFacts.PLAIN);
    book.report(HOOK, steps(1));
    book.report(HOOK, steps(2));
    assertThat(book.count().held()).isEqualTo(2);
    assertThat(book.count().balances()).isTrue();
  }
}
