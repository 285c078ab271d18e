package io.trainwatt.agent.counter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random sequences mean the same to the counter and to the second implementation in Python. */
final class SecondOpinionTest {
  private static final int SEQUENCES = 4_000;
  private static final long[] RANGES = {1, 1_000, 4_294_967_295L, 262_143_328_850L, Long.MAX_VALUE};
  private static final long[] BOUNDS = {0, 1, 1_000, 500_000, Long.MAX_VALUE};
  private static final EnergySource.Kind[] KINDS = {
    EnergySource.Kind.COUNTER, EnergySource.Kind.GAUGE, EnergySource.Kind.MEAN
  };

  @TempDir private Path folder;

  @Test
  void randomSequencesMeanTheSameToBoth() throws IOException, InterruptedException {
    Random random = new Random(20_261_122);
    List<String> vectors = new ArrayList<>();
    for (int i = 0; i < SEQUENCES; i++) {
      EnergySource source = source(random);
      vectors.add(vector("random-" + i, source, readings(random, source)));
    }
    Path file = Files.writeString(folder.resolve("random.json"), vectors.toString());
    Process reference =
        new ProcessBuilder(
                "python3", Vectors.folder().resolve("reference.py").toString(), file.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(reference.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(reference.waitFor()).as(said).isZero();
  }

  private static long pick(Random random, long... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private static EnergySource source(Random random) {
    return new EnergySource(
        KINDS[random.nextInt(KINDS.length)],
        random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(pick(random, RANGES)),
        pick(random, BOUNDS),
        pick(random, 0, 1, 5_000),
        pick(random, 1, 1_000, 7_000));
  }

  /** Mostly small steps, so that wraps, halves and gaps come up; now and then anything at all. */
  private static List<RawReading> readings(Random random, EnergySource source) {
    List<RawReading> readings = new ArrayList<>();
    long at = random.nextInt(100);
    long value = source.rangeMicrojoules().orElse(1_000_000) - random.nextInt(1_000);
    String boot = "a";
    for (int i = random.nextInt(30); i > 0; i--) {
      at += pick(random, 1, 1, 999, 1_000, 10_000, 10_001, 30_000, 0, -5);
      value = nextValue(random, source, value);
      if (random.nextInt(20) == 0) {
        boot = random.nextBoolean() ? "a" : "b";
      }
      readings.add(
          random.nextInt(8) == 0 ? RawReading.failed(at, boot) : RawReading.of(at, boot, value));
    }
    return readings;
  }

  private static long nextValue(Random random, EnergySource source, long value) {
    if (random.nextInt(25) == 0) {
      return random.nextLong();
    }
    if (source.kind() == EnergySource.Kind.COUNTER) {
      long grown = value + random.nextInt(1_000_000);
      long range = source.rangeMicrojoules().orElse(Long.MAX_VALUE);
      return grown > range || grown < 0 ? random.nextInt(1_000) : grown;
    }
    long bound = Math.min(source.powerBoundMilliwatts(), 1_000_000);
    return bound == 0 ? 0 : Math.floorMod(random.nextLong(), bound + 2);
  }

  private static String vector(String name, EnergySource source, List<RawReading> readings) {
    Played played = Played.of(source, readings);
    boolean counter = source.kind() == EnergySource.Kind.COUNTER;
    return """
        {"name": "%s", "why": "random",
         "source": {"kind": "%s"%s, "powerBoundMilliwatts": %d, "refreshMillis": %d,
                    "nominalMillis": %d},
         "readings": [%s],
         "expect": {"countedMicrojoules": %s, "integratedMicrojoules": %s,
                    "filledMicrojoules": %s, "uncoveredMillis": %s, "events": [%s]}}
        """
        .formatted(
            name,
            source.kind().name().toLowerCase(Locale.ROOT),
            source.rangeMicrojoules().isPresent()
                ? ", \"rangeMicrojoules\": " + source.rangeMicrojoules().getAsLong()
                : "",
            source.powerBoundMilliwatts(),
            source.refreshMillis(),
            source.nominalMillis(),
            readings.stream().map(SecondOpinionTest::json).collect(Collectors.joining(", ")),
            counter ? played.measured() : 0,
            counter ? 0 : played.measured(),
            played.filled(),
            played.uncovered(),
            played.events().stream()
                .map(event -> '"' + event + '"')
                .collect(Collectors.joining(", ")));
  }

  private static String json(RawReading reading) {
    String what =
        reading.value().isPresent()
            ? "\"value\": " + reading.value().getAsLong()
            : "\"error\": \"EIO\"";
    return "{\"atMillis\": %d, \"boot\": \"%s\", %s}"
        .formatted(reading.atMillis(), reading.boot(), what);
  }
}
