package io.trainwatt.agent.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.ChildJvm;
import io.trainwatt.agent.FileSizeLimit;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that fills up in the middle of commits, for a killed process too: a limit on the size of
 * files stands for it, which the kernel enforces at any byte of a write.
 */
@Timeout(180)
final class SpoolFullDiskIT {

  private static final int ROUNDS = 6;
  private static final int REFUSALS = 5;

  @TempDir Path directory;

  @Test
  void aFullDiskRefusesCommitsAndHarmsNothingThatItHolds() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      long promised = round(random);
      verify(promised, "seed " + seed + ", round " + round);
    }
  }

  /** Fills the disk, kills the process while it is full, and makes room again. */
  private long round(Random random) throws Exception {
    Process child =
        ChildJvm.of(SpoolFullDiskChild.class, directory.toString(), "" + random.nextLong())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader said = child.inputReader()) {
      assertThat(said.readLine()).isEqualTo("open");
      long stored = awaitStored(said, 3);
      FileSizeLimit.of(child, size() + random.nextLong(300_000));
      stored = Math.max(stored, awaitRefused(said));
      if (random.nextBoolean()) {
        FileSizeLimit.none(child);
        stored = awaitStored(said, 3);
      }
      ChildJvm.kill(child);
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        stored = Math.max(stored, storedOf(line));
      }
      return stored;
    }
  }

  private static long storedOf(String line) {
    return line.startsWith("stored ") ? Long.parseLong(line.substring(7)) : 0;
  }

  private static long awaitStored(BufferedReader said, int count) throws IOException {
    long stored = 0;
    for (int seen = 0; seen < count; ) {
      long now = storedOf(said.readLine());
      if (now > 0) {
        stored = now;
        seen++;
      }
    }
    return stored;
  }

  /** What it stored until it was refused for some commits on end. */
  private static long awaitRefused(BufferedReader said) throws IOException {
    long stored = 0;
    for (int refused = 0; refused < REFUSALS; ) {
      long now = storedOf(said.readLine());
      stored = Math.max(stored, now);
      refused = now > 0 ? 0 : refused + 1;
    }
    return stored;
  }

  private long size() throws IOException {
    return Files.size(directory.resolve("spool.mv"));
  }

  private void verify(long promised, String what) throws IOException {
    SpoolConfig config =
        new SpoolConfig(directory, SpoolConfig.DEFAULT_MAX_BYTES, Duration.ofSeconds(1));
    try (Spool spool = Spool.open(config, System::nanoTime)) {
      assertThat(spool.wasUnreadable()).as(what).isFalse();
      long last = SpoolCrashChild.number(spool, SpoolFullDiskChild.LAST);
      assertThat(last).as(what).isGreaterThanOrEqualTo(promised);
      List<Long> numbers = numbers(spool);
      assertThat(numbers).as(what).isSorted().doesNotHaveDuplicates().last().isEqualTo(last);
      assertThat(spool.held().records()).as(what).isEqualTo(numbers.size());
    }
  }

  private static List<Long> numbers(Spool spool) {
    List<Long> numbers = new ArrayList<>();
    List<Stored> next = spool.next(0, 100, Long.MAX_VALUE);
    while (!next.isEmpty()) {
      next.forEach(s -> numbers.add(ByteBuffer.wrap(s.record().value()).getLong()));
      next = spool.next(next.getLast().id(), 100, Long.MAX_VALUE);
    }
    return numbers;
  }
}
