package io.trainwatt.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.events.run.RunFacts;
import io.trainwatt.events.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RunBookTest {

  private static final long DAY_MICROS = Duration.ofDays(1).toNanos() / 1_000;

  private final RunBook book = new RunBook("c/n");

  private static RunBook.Start start(String run, String name, Map<String, String> labels) {
    return new RunBook.Start(
        run,
        name,
        labels,
        "u",
        "run",
        List.of("python", "train.py"),
        1,
        new RootProcess(5, 50, "boot"));
  }

  private RunFacts only() {
    List<RunFacts> records = book.take(9).records();
    assertThat(records).hasSize(1);
    return records.getFirst();
  }

  @Test
  void aRowIsPublishedWhenMadeChangedAndEndedAndNotBetween() {
    book.begin(start("r", "first", Map.of("a", "1")), 100);
    RunFacts made = only();
    assertThat(made.name()).isEqualTo("first");
    assertThat(made.node()).isEqualTo("c/n");
    assertThat(made.startedWallMicros()).isEqualTo(100);
    assertThat(made.state()).isEqualTo(RunState.RUNNING);

    book.begin(start("r", "first", Map.of("a", "1")), 200);
    assertThat(book.take(9).records()).isEmpty();

    book.begin(start("r", "second", Map.of("a", "2", "b", "3")), 200);
    RunFacts changed = only();
    assertThat(changed.name()).isEqualTo("first");
    assertThat(changed.labels()).isEqualTo(Map.of("a", "1", "b", "3"));
    assertThat(changed.revision()).isGreaterThan(made.revision());

    book.exited("r", 137);
    book.ended("r", 300);
    RunFacts ended = only();
    assertThat(ended.state()).isEqualTo(RunState.ENDED);
    assertThat(ended.endedWallMicros()).hasValue(300);
    assertThat(ended.exitCode()).hasValue(137);
    assertThat(ended.startedWallMicros()).isEqualTo(100);
  }

  @Test
  void aRunWithoutANameHasItsIdUntilSomebodyNamesIt() {
    book.begin(start("r", "", Map.of()), 1);
    assertThat(only().name()).isEqualTo("r");
    book.begin(start("r", "named", Map.of()), 2);
    assertThat(only().name()).isEqualTo("named");
  }

  @Test
  void rowsSurviveARestart() {
    book.begin(start("r", "first", Map.of("a", "1")), 100);
    book.exited("r", 1);
    book.ended("r", 300);
    book.retired("r", 400);
    RunBook after = new RunBook("c/n");
    book.take(500).states().values().forEach(after::restore);
    assertThat(after.rows()).isEqualTo(book.rows());
    assertThat(after.take(500).records()).isEmpty();
  }

  @Test
  void aRunThatEndedMayGoOn() {
    book.begin(start("r", "", Map.of()), 100);
    book.ended("r", 200);
    book.retired("r", 250);
    book.begin(start("r", "", Map.of()), 300);
    RunFacts facts = only();
    assertThat(facts.state()).isEqualTo(RunState.RUNNING);
    assertThat(facts.endedWallMicros()).isEmpty();
    assertThat(facts.startedWallMicros()).isEqualTo(100);
    assertThat(book.row("r").orElseThrow().retiredWallMicros()).isEmpty();
  }

  @Test
  void rowsAreForgottenADayAfterTheyRetired() {
    book.begin(start("r", "", Map.of()), 1);
    book.begin(start("s", "", Map.of()), 1);
    book.retired("r", 10);
    book.take(11);
    RunBook.Taken taken = book.take(11 + DAY_MICROS);
    assertThat(taken.removed()).isEqualTo(Set.of("r"));
    assertThat(book.rows()).extracting(row -> row.facts().run()).containsExactly("s");
  }

  @Test
  void anIdIsTheInstantAndSixHexDigits() {
    assertThat(RunId.next(Instant.parse("2026-11-22T19:05:01Z"), new Random(1)))
        .matches("20261122-190501-[0-9a-f]{6}");
    assertThat(RunId.isValid("slurm:123.4@c")).isTrue();
    assertThat(RunId.isValid("a b")).isFalse();
    assertThat(RunId.isValid("")).isFalse();
    assertThat(RunId.isValid("a\u001fb")).isFalse();
  }
}
