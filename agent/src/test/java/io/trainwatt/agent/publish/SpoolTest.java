package io.trainwatt.agent.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainwatt.agent.publish.Outgoing.GivesWay;
import io.trainwatt.events.sample.StageCount;
import io.trainwatt.events.topic.Topic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SpoolTest {

  @TempDir Path directory;

  private Spool open() throws IOException {
    return Spool.open(
        new SpoolConfig(
            directory, SpoolConfig.DEFAULT_MAX_BYTES, SpoolConfig.DEFAULT_SYNC_INTERVAL),
        System::nanoTime);
  }

  private static Outgoing sample(String value) {
    return new Outgoing(Topic.SAMPLES, "n", "epochs", GivesWay.EVERY_SECOND, utf8(value));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> values(Spool spool) {
    return spool.next(0, 1000, 1 << 20).stream()
        .map(stored -> new String(stored.record().value(), StandardCharsets.UTF_8))
        .toList();
  }

  @Test
  void recordsComeOutInTheOrderTheyWereCommitted() throws IOException {
    try (Spool spool = open()) {
      spool.commit(new Commit().send(sample("a")).send(sample("b")));
      spool.commit(new Commit().send(sample("c")));
      assertThat(values(spool)).containsExactly("a", "b", "c");
    }
  }

  @Test
  void aRecordKeepsEveryFieldThroughTheStore() throws IOException {
    Outgoing row =
        new Outgoing(
            Topic.RUNS, Topic.key("r", "n"), "kind", GivesWay.ALL_BUT_NEWEST, new byte[] {0, -1});
    try (Spool spool = open()) {
      spool.commit(new Commit().send(row));
    }
    try (Spool spool = open()) {
      Outgoing read = spool.next(0, 10, 1 << 20).getFirst().record();
      assertThat(read).usingRecursiveComparison().isEqualTo(row);
    }
  }

  @Test
  void anAcknowledgedRecordIsRemovedByTheNextCommitAndNoSooner() throws IOException {
    try (Spool spool = open()) {
      spool.commit(new Commit().send(sample("a")).send(sample("b")));
      spool.acknowledged(spool.next(0, 1, 1).getFirst().id(), Topic.SAMPLES);
    }
    try (Spool spool = open()) {
      assertThat(values(spool)).containsExactly("a", "b");
      spool.acknowledged(spool.next(0, 1, 1).getFirst().id(), Topic.SAMPLES);
      spool.commit(new Commit());
    }
    try (Spool spool = open()) {
      assertThat(values(spool)).containsExactly("b");
    }
  }

  @Test
  void anAcknowledgedRecordIsNotHandedOutAgain() throws IOException {
    try (Spool spool = open()) {
      spool.commit(new Commit().send(sample("a")).send(sample("b")));
      spool.acknowledged(spool.next(0, 1, 1).getFirst().id(), Topic.SAMPLES);
      assertThat(values(spool)).containsExactly("b");
    }
  }

  @Test
  void rowsArePartOfTheSameCommit() throws IOException {
    try (Spool spool = open()) {
      spool.commit(
          new Commit()
              .put(Table.CHECKPOINT, "meter", utf8("one"))
              .put(Table.RUNS, "r", utf8("row"))
              .send(sample("a")));
      spool.commit(new Commit().remove(Table.RUNS, "r"));
    }
    try (Spool spool = open()) {
      assertThat(spool.row(Table.CHECKPOINT, "meter").orElseThrow()).isEqualTo(utf8("one"));
      assertThat(spool.rows(Table.RUNS)).isEmpty();
    }
  }

  @Test
  void booksBalanceAcrossARestart() throws IOException {
    try (Spool spool = open()) {
      spool.commit(new Commit().send(sample("a")).send(sample("b")).send(sample("c")));
      spool.acknowledged(1, Topic.SAMPLES);
      spool.refused(2, "too large");
      spool.commit(new Commit());
      StageCount count = spool.count();
      assertThat(count)
          .isEqualTo(new StageCount("spool", 3, 1, 1, java.util.Map.of("too large", 1L)));
    }
    try (Spool spool = open()) {
      StageCount count = spool.count();
      assertThat(count.in()).isEqualTo(1);
      assertThat(count.held()).isEqualTo(1);
      assertThat(count.balances()).isTrue();
    }
  }

  @Test
  void aSecondProcessesStoreIsRefusedByName() throws IOException {
    try (Spool spool = open()) {
      assertThat(spool.held().records()).isZero();
      assertThatThrownBy(this::open)
          .isInstanceOf(SpoolLocked.class)
          .hasMessageContaining("in use by another agent");
    }
  }

  @Test
  void aDamagedStoreIsPutAsideAndANewOneBegins() throws IOException {
    Files.createDirectories(directory);
    Files.write(directory.resolve("spool.mv"), new byte[100_000]);
    try (Spool spool = open()) {
      assertThat(spool.wasUnreadable()).isTrue();
      spool.commit(new Commit().send(sample("a")));
      assertThat(values(spool)).containsExactly("a");
    }
    assertThat(directory.resolve("spool.mv.unreadable-1")).exists();
  }

  @Test
  void theNewestAcknowledgedRecordOfATopicIsKnown() throws IOException {
    try (Spool spool = open()) {
      assertThat(spool.acknowledgedTo(Topic.SAMPLES)).isEmpty();
      long id = spool.commit(new Commit().send(sample("a")));
      spool.acknowledged(id, Topic.SAMPLES);
      assertThat(spool.acknowledgedTo(Topic.SAMPLES)).hasValue(id);
      assertThat(spool.acknowledgedTo(Topic.RUNS)).isEmpty();
    }
  }

  @Test
  void whatAFailedCommitHeldGoesWithTheNextOneButForSupersededSamples() {
    Commit failed =
        new Commit()
            .send(sample("old"))
            .send(new Outgoing(Topic.RUNS, "r", "r", GivesWay.ALL_BUT_NEWEST, utf8("run")))
            .put(Table.RUNS, "r", utf8("row"))
            .put(Table.CHECKPOINT, "meter", utf8("old"));
    Commit next =
        new Commit().send(sample("new")).put(Table.CHECKPOINT, "meter", utf8("new")).after(failed);
    assertThat(next.records())
        .extracting(r -> new String(r.value(), StandardCharsets.UTF_8))
        .containsExactly("run", "new");
    assertThat(next.superseded()).isEqualTo(1);
    assertThat(next.rows().get(Table.RUNS)).containsKey("r");
    assertThat(next.rows().get(Table.CHECKPOINT))
        .hasEntrySatisfying("meter", row -> assertThat(row).isEqualTo(Optional.of(row.get())));
  }
}
