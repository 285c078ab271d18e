package io.trainwatt.cli.crash;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The fast form of {@code benchmarks/crash.sh}. The same seed kills the same parts again. */
@Timeout(value = 12, unit = TimeUnit.MINUTES)
final class CrashMatrixIT {
  private static final int KILLS = 12;

  @TempDir Path folder;

  @Test
  void nobodySaysAMicrojouleMoreOrLessWhateverIsKilled() throws Exception {
    Path checkout = Path.of(System.getProperty("trainwatt.root"));
    long seed =
        Optional.ofNullable(System.getenv("TRAINWATT_CRASH_SEED"))
            .map(Long::parseLong)
            .orElseGet(() -> System.nanoTime() & 0xffff);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    CrashPlan plan =
        new CrashPlan(
            KILLS,
            seed,
            folder,
            checkout.resolve("cli/target/dist"),
            checkout,
            Influxd.binary(checkout),
            Duration.ofMinutes(4));

    try (CrashMatrix matrix = new CrashMatrix(plan, out::println)) {
      matrix.run();
    }
  }
}
