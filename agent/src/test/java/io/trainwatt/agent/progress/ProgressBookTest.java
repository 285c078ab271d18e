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
    assertThat(only().work().steps()).hasValue(7);
  }

  @Test
  void aRestartedProcessOfTheSameRankAddsItsWork() {
    book.hello(HOOK, SenderFacts.PLAIN);
    book.report(HOOK, steps(5));
    Sender resumed = new Sender("r", 0, "hook", 11);
    book.hello(resumed, SenderFacts.PLAIN);
    book.report(resumed, steps(3));
    Progress progress = only();
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
  void ranksAndSourcesAreApartAndSequenceIsTheRuns() {
    Sender other = new Sender("r", 1, "hook", 20);
    Sender console = new Sender("r", 0, "console", 10);
    for (Sender sender : List.of(HOOK, other, console)) {
      book.hello(sender, SenderFacts.PLAIN);
      book.report(sender, steps(4));
    }
    List<Progress> records = take();
    assertThat(records).extracting(Progress::rank).containsExactly(0, 1, 0);
    assertThat(records).extracting(Progress::source).containsExactly("hook", "hook", "console");
    assertThat(records).extracting(Progress::sequence).containsExactly(0L, 1L, 2L);
    assertThat(records).allSatisfy(r -> assertThat(r.work().steps()).hasValue(4));
  }

  @Test
  void whatComesForARunThatIsOverIsCountedAndLeftOut() {
    book.hello(HOOK, SenderFacts.PLAIN);
    book.report(HOOK, steps(1));
    book.report(HOOK, steps(2));
    take();
    book.report(HOOK, steps(3));
    book.forget("r");
    book.report(HOOK, steps(4));
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
