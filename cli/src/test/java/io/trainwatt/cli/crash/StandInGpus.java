package io.trainwatt.cli.crash;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Two GPUs of a real library in C: the first has an energy counter, the second a gauge alone. Their
 * energy is a square wave in closed form, found here in another way than the library does.
 */
final class StandInGpus {
  // As in standin.c: before the span the wave stands at one hour.
  private static final long BEGUN_NANOS = 3_600_000_000_000L;
  private static final long PERIOD_NANOS = 700_000_000;
  private static final long ON_NANOS = 350_000_000;
  private static final long PHASE_NANOS = 37_000_000;
  private static final long LOW_MILLIWATTS = 60_000;
  private static final long HIGH_MILLIWATTS = 300_000;
  private static final BigInteger PICOJOULES_A_MILLIJOULE = BigInteger.valueOf(1_000_000_000);

  /** The first, whose energy is known to the microjoule. */
  static final String COUNTED = "gpu-18:00.0";

  /** The second: power, read 20 times a second. */
  static final String GAUGED = "gpu-29:00.0";

  private final Path library;
  private final Path span;

  private StandInGpus(Path library, Path span) {
    this.library = library;
    this.span = span;
  }

  /**
   * Compiles the library.
   *
   * @param checkout holds its source
   * @throws IOException if there is no C compiler
   */
  static StandInGpus compile(Path checkout, Path folder) throws IOException, InterruptedException {
    Path library = folder.resolve("libnvidia-ml.so.1");
    Path source = checkout.resolve("agent/src/test/native/nvml/standin.c");
    Process cc =
        new ProcessBuilder(
                List.of(
                    "cc",
                    "-std=gnu11",
                    "-shared",
                    "-fPIC",
                    "-O1",
                    "-fvisibility=hidden",
                    "-o",
                    library.toString(),
                    source.toString()))
            .redirectErrorStream(true)
            .start();
    String said = new String(cc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (cc.waitFor() != 0) {
      throw new IOException("cc failed: " + said);
    }
    Path span = folder.resolve("span");
    Files.deleteIfExists(span);
    return new StandInGpus(library, span);
  }

  Path library() {
    return library;
  }

  /** Names the two instants between which the GPUs draw. */
  Path span() {
    return span;
  }

  /** What an agent's process needs; holders are the processes on each GPU. */
  Map<String, String> environment(long firstHolder, long secondHolder) {
    return Map.of(
        "NVML_STANDIN_GPUS",
        "2",
        "NVML_STANDIN_NO_COUNTER",
        "1",
        "NVML_STANDIN_SPAN_FILE",
        span.toString(),
        "NVML_STANDIN_PROCESSES",
        String.format(Locale.ROOT, "0:%d:60;1:%d:90", firstHolder, secondHolder));
  }

  /** What the first GPU's counter rose by once it had worked for so long. */
  static long countedMicrojoules(long workedNanos) {
    BigInteger before = millijoules(BEGUN_NANOS);
    return millijoules(BEGUN_NANOS + workedNanos).subtract(before).longValueExact() * 1_000;
  }

  private static BigInteger millijoules(long at) {
    return picojoules(at, 0, LOW_MILLIWATTS, HIGH_MILLIWATTS).divide(PICOJOULES_A_MILLIJOULE);
  }

  /** What the second GPU used once it had worked for so long. */
  static long gaugedMicrojoules(long workedNanos) {
    long low = LOW_MILLIWATTS + 5_000;
    long high = HIGH_MILLIWATTS + 20_000;
    return picojoules(BEGUN_NANOS + workedNanos, PHASE_NANOS, low, high)
        .subtract(picojoules(BEGUN_NANOS, PHASE_NANOS, low, high))
        .divide(BigInteger.valueOf(1_000_000))
        .longValueExact();
  }

  private static BigInteger picojoules(long at, long phase, long low, long high) {
    long shift = PERIOD_NANOS - phase % PERIOD_NANOS;
    long on = onNanos(at + shift) - onNanos(shift);
    return BigInteger.valueOf(on)
        .multiply(BigInteger.valueOf(high))
        .add(BigInteger.valueOf(at - on).multiply(BigInteger.valueOf(low)));
  }

  private static long onNanos(long at) {
    return at / PERIOD_NANOS * ON_NANOS + Math.min(at % PERIOD_NANOS, ON_NANOS);
  }
}
