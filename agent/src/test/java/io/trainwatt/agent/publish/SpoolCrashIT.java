package io.trainwatt.agent.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process that commits, again and again, and holds the store to what it had promised. */
final class SpoolCrashIT {

  private static final int KILLS = 15;

  @TempDir Path directory;

  @Test
  void nothingCommittedIsLostThroughSigkillAtAnyInstant() throws Exception {
    Random random = new Random();
    for (int kill = 0; kill < KILLS; kill++) {
      long promised = runAndKill(random.nextInt(400));
      verify(promised);
    }
  }

  /** The last commit that the process said was on disk. */
  private long runAndKill(int millis) throws IOException, InterruptedException {
    Process child =
        ChildJvm.of(SpoolCrashChild.class, directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader commits = child.inputReader()) {
      String last = commits.readLine();
      assertThat(last).as("the first commit").isNotNull();
      TimeUnit.MILLISECONDS.sleep(millis);
      ChildJvm.kill(child);
      for (String line = commits.readLine(); line != null; line = commits.readLine()) {
        last = line;
      }
      return Long.parseLong(last);
    }
  }

  private void verify(long promised) throws IOException {
    SpoolConfig config =
        new SpoolConfig(directory, SpoolConfig.DEFAULT_MAX_BYTES, Duration.ofSeconds(1));
    try (Spool spool = Spool.open(config, System::nanoTime)) {
      assertThat(spool.wasUnreadable()).isFalse();
      long last = SpoolCrashChild.number(spool, SpoolCrashChild.LAST);
      assertThat(last).isGreaterThanOrEqualTo(promised);
      List<Long> expected = new ArrayList<>();
      long first =
          Math.max(
              SpoolCrashChild.RECORDS_A_COMMIT,
              SpoolCrashChild.number(spool, SpoolCrashChild.ACKNOWLEDGED) + 1);
      for (long number = first; number < (last + 1) * SpoolCrashChild.RECORDS_A_COMMIT; number++) {
        expected.add(number);
      }
      assertThat(numbers(spool)).isEqualTo(expected);
      assertThat(spool.held().records()).isEqualTo(expected.size());
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
