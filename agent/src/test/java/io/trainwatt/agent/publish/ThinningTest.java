package io.trainwatt.agent.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.publish.Outgoing.GivesWay;
import io.trainwatt.events.topic.Topic;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each test stores about twice what the bound takes. */
final class ThinningTest {

  private static final long MAX_BYTES = 8 << 20;
  private static final int RECORD_BYTES = 20 << 10;
  private static final int MANY = 400;

  @TempDir Path directory;

  // Old versions are kept for some syncs' time: with none, the bound is of bytes alone.
  private Spool openKeepingNoOldVersions() throws IOException {
    return Spool.open(new SpoolConfig(directory, MAX_BYTES, Duration.ofNanos(1)), System::nanoTime);
  }

  private Spool open() throws IOException {
    return Spool.open(
        new SpoolConfig(directory, MAX_BYTES, Duration.ofMillis(10)), System::nanoTime);
  }

  private static Outgoing record(int number, Topic topic, String kind, GivesWay givesWay) {
    byte[] value = ByteBuffer.allocate(RECORD_BYTES).putInt(number).array();
    return new Outgoing(topic, "n", kind, givesWay, value);
  }

  private static Commit sample(int number) {
    return new Commit().send(record(number, Topic.SAMPLES, "epoch 1", GivesWay.EVERY_SECOND));
  }

  private static List<Integer> kept(Spool spool) {
    List<Integer> kept = new ArrayList<>();
    List<Stored> next = spool.next(0, 50, Long.MAX_VALUE);
    while (!next.isEmpty()) {
      next.forEach(s -> kept.add(ByteBuffer.wrap(s.record().value()).getInt()));
      next = spool.next(next.getLast().id(), 50, Long.MAX_VALUE);
    }
    return kept;
  }

  @Test
  void everySecondSampleGoesFromTheOldestOnAndNeverTheNewest() throws IOException {
    try (Spool spool = open()) {
      for (int i = 0; i < MANY; i++) {
        spool.commit(sample(i));
      }
      List<Integer> kept = kept(spool);
      assertThat(kept).last().isEqualTo(MANY - 1);
      assertThat(kept).first().isEqualTo(0);
      assertThat(largestStep(kept)).isLessThanOrEqualTo(4);
      assertThat(kept.size()).isBetween(MANY / 3, 2 * MANY / 3);
    }
  }

  private static int largestStep(List<Integer> numbers) {
    int largest = 0;
    for (int i = 1; i < numbers.size(); i++) {
      largest = Math.max(largest, numbers.get(i) - numbers.get(i - 1));
    }
    return largest;
  }

  @Test
  void whatGoesIsCountedAndTheBooksBalance() throws IOException {
    try (Spool spool = open()) {
      for (int i = 0; i < MANY; i++) {
        spool.commit(sample(i));
      }
      assertThat(spool.count().balances()).isTrue();
      assertThat(spool.count().held()).isEqualTo(kept(spool).size());
      assertThat(spool.count().dropped())
          .containsOnlyKeys("spool full: trainwatt.samples")
          .containsEntry("spool full: trainwatt.samples", (long) MANY - kept(spool).size());
    }
  }

  @Test
  void theFileStaysWithinItsBound() throws IOException {
    try (Spool spool = openKeepingNoOldVersions()) {
      for (int i = 0; i < 3 * MANY; i++) {
        spool.commit(sample(i));
      }
      assertThat(spool.sizeOnDisk()).isLessThanOrEqualTo(MAX_BYTES);
    }
  }

  @Test
  void theLastSampleOfAnEarlierEpochIsNeverGivenUp() throws IOException {
    try (Spool spool = open()) {
      for (int epoch = 0; epoch < 20; epoch++) {
        for (int i = 0; i < MANY / 20; i++) {
          spool.commit(
              new Commit()
                  .send(
                      record(
                          epoch * 1000 + i,
                          Topic.SAMPLES,
                          "epoch " + epoch,
                          GivesWay.EVERY_SECOND)));
        }
      }
      List<Integer> kept = kept(spool);
      for (int epoch = 0; epoch < 20; epoch++) {
        assertThat(kept).contains(epoch * 1000 + MANY / 20 - 1);
      }
    }
  }

  @Test
  void ofRowsTheNewestStays() throws IOException {
    try (Spool spool = open()) {
      spool.commit(new Commit().send(record(-1, Topic.RUNS, "other", GivesWay.ALL_BUT_NEWEST)));
      for (int i = 0; i < MANY; i++) {
        spool.commit(new Commit().send(record(i, Topic.RUNS, "r", GivesWay.ALL_BUT_NEWEST)));
      }
      assertThat(kept(spool)).contains(-1, MANY - 1).hasSizeLessThan(MANY * 2 / 3);
    }
  }

  @Test
  void samplesWithNewsGoOnlyWhenNothingElseIsLeft() throws IOException {
    try (Spool spool = openKeepingNoOldVersions()) {
      for (int i = 0; i < MANY; i++) {
        GivesWay way = i % 10 == 0 ? GivesWay.LAST : GivesWay.EVERY_SECOND;
        spool.commit(new Commit().send(record(i, Topic.SAMPLES, "epoch 1", way)));
      }
      assertThat(kept(spool)).contains(0, 10, 100, 200, 300, 390);
    }
    try (Spool spool = openKeepingNoOldVersions()) {
      for (int i = 0; i < 2 * MANY; i++) {
        spool.commit(new Commit().send(record(i, Topic.SAMPLES, "epoch 1", GivesWay.LAST)));
      }
      assertThat(spool.sizeOnDisk()).isLessThanOrEqualTo(MAX_BYTES);
      assertThat(kept(spool)).last().isEqualTo(2 * MANY - 1);
    }
  }

  @Test
  void whatTheSenderHoldsStays() throws IOException {
    try (Spool spool = open()) {
      spool.commit(sample(0));
      spool.commit(sample(1));
      spool.commit(sample(2));
      List<Stored> handedOut = spool.next(0, 3, Long.MAX_VALUE);
      for (int i = 3; i < MANY; i++) {
        spool.commit(sample(i));
      }
      assertThat(handedOut).hasSize(3);
      assertThat(kept(spool)).contains(0, 1, 2);
    }
  }
}
