package io.trainwatt.agent.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.publish.Outgoing.GivesWay;
import io.trainwatt.events.topic.Topic;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file that bit rot, a bad sector or somebody's editor got at. */
final class SpoolDamageTest {

  private static final int MANY = 300;
  private static final int BEYOND_CACHE = 1_500;
  private static final int RECORD_BYTES = 8 << 10;

  @TempDir Path directory;

  private Spool open() throws IOException {
    return Spool.open(
        new SpoolConfig(directory, SpoolConfig.DEFAULT_MAX_BYTES, Duration.ofSeconds(10)),
        System::nanoTime);
  }

  private static Outgoing record(int number) {
    byte[] value = new byte[RECORD_BYTES];
    new Random(number).nextBytes(value);
    return new Outgoing(Topic.SAMPLES, "n", "epoch", GivesWay.EVERY_SECOND, value);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void fill() throws IOException {
    try (Spool spool = open()) {
      commitMany(spool, MANY);
    }
  }

  private static void commitMany(Spool spool, int many) throws IOException {
    spool.commit(new Commit().put(Table.RUNS, "r", utf8("row")));
    for (int i = 0; i < many; i++) {
      spool.commit(
          new Commit().send(record(i)).put(Table.CHECKPOINT, "meter", utf8("checkpoint " + i)));
    }
  }

  private Path file() {
    return directory.resolve("spool.mv");
  }

  private void overwrite(long from, long to, long seed) throws IOException {
    byte[] noise = new byte[Math.toIntExact(to - from)];
    new Random(seed).nextBytes(noise);
    try (RandomAccessFile at = new RandomAccessFile(file().toFile(), "rw")) {
      at.seek(from);
      at.write(noise);
    }
  }

  private static int readAll(Spool spool) {
    int read = 0;
    List<Stored> next = spool.next(0, 100, Long.MAX_VALUE);
    while (!next.isEmpty()) {
      read += next.size();
      next = spool.next(next.getLast().id(), 100, Long.MAX_VALUE);
    }
    return read;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whateverIsDamagedCommitsGoOnAndNothingOfTheOldFileIsThrownAway(long seed)
      throws IOException {
    fill();
    long size = Files.size(file());
    Random random = new Random(seed);
    long from = random.nextLong(size);
    overwrite(from, Math.min(size, from + random.nextLong(1, 200_000)), seed);

    try (Spool spool = open()) {
      int _ = readAll(spool);
      commitUntilTaken(spool);

      int after = readAll(spool);
      assertThat(after).isEqualTo(Math.toIntExact(spool.held().records())).isPositive();
      assertThat(spool.count().balances()).as("%s", spool.count()).isTrue();
    }
  }

  private static void commitUntilTaken(Spool spool) {
    for (int tries = 0; tries < 3; tries++) {
      try {
        spool.commit(new Commit().send(record(-1)));
        return;
      } catch (SpoolFailure e) {
        // The file is opened again, or a new one begun, by the next.
      }
    }
    throw new AssertionError("three commits were refused");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 4_000, 100_000, 1_000_000})
  void aFileCutShortIsReadAsFarAsItIsWholeOrPutAside(long length) throws IOException {
    fill();
    try (RandomAccessFile at = new RandomAccessFile(file().toFile(), "rw")) {
      at.setLength(length);
    }

    try (Spool spool = open()) {
      commitUntilTaken(spool);
      assertThat(readAll(spool)).isPositive();
      assertThat(spool.count().balances()).isTrue();
    }
  }

  @Test
  void damageFoundWhileRunningPutsTheFileAsideAndKeepsAllRows() throws IOException {
    try (Spool spool = open()) {
      commitMany(spool, BEYOND_CACHE);
      overwrite(8 << 10, Files.size(file()), 1);
      assertThat(readAll(spool)).isLessThan(BEYOND_CACHE);

      commitUntilTaken(spool);

      assertThat(directory.resolve("spool.mv.unreadable-1")).exists();
      assertThat(spool.row(Table.RUNS, "r")).hasValue(utf8("row"));
      assertThat(spool.held().records()).isEqualTo(1);
      assertThat(spool.count().dropped()).containsEntry("store unreadable", (long) BEYOND_CACHE);
      assertThat(spool.count().balances()).isTrue();
    }
    try (Spool spool = open()) {
      assertThat(spool.wasUnreadable()).isFalse();
      assertThat(spool.row(Table.RUNS, "r")).hasValue(utf8("row"));
      assertThat(spool.row(Table.CHECKPOINT, "meter"))
          .hasValue(utf8("checkpoint " + (BEYOND_CACHE - 1)));
    }
  }

  @Test
  void anInterruptedReaderIsNoDamage() throws IOException {
    fill();
    try (Spool spool = open()) {
      Thread.currentThread().interrupt();
      int _ = readAll(spool);
      assertThat(Thread.interrupted()).isTrue();

      commitUntilTaken(spool);

      assertThat(readAll(spool)).isEqualTo(MANY + 1);
      assertThat(directory.resolve("spool.mv.unreadable-1")).doesNotExist();
      assertThat(spool.count().balances()).isTrue();
    }
  }
}
