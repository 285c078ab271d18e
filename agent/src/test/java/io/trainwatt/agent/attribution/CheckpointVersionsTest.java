package io.trainwatt.agent.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.User;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints that earlier agents left, bytes as they wrote them: an upgrade goes on from them. */
final class CheckpointVersionsTest {
  @TempDir Path folder;

  private static byte[] written(int version) throws IOException {
    String name = "/attribution/checkpoint-v" + version + ".bin";
    try (InputStream in =
        Objects.requireNonNull(CheckpointVersionsTest.class.getResourceAsStream(name), name)) {
      return in.readAllBytes();
    }
  }

  @Test
  void versionOneGoesOnInItsEpochs() throws IOException {
    Bench bench = new Bench(folder);
    // It had read 8 001 000 at 6 s, of which run "run" had used half of 8 J.
    new RaplFolder(bench.sysfs(), 10_001_000);
    bench.restartFrom(written(1));
    assertThat(bench.meter().findings()).extracting("subject").doesNotContain("store");

    bench.tickAt(9_000);

    assertThat(bench.total("package-0", Quality.COUNTED)).isEqualTo(8_000_000 + 2_000_000);
    assertThat(bench.energy("package-0", new User.OfRun("run"))).isEqualTo(4_000_000);
    assertThat(bench.device("package-0").epoch().reason()).isEqualTo("first start");
  }

  @Test
  void aVersionFromTheFutureBeginsNewEpochsThatSaySo() throws IOException {
    Bench bench = new Bench(folder);
    byte[] future = Arrays.copyOf(written(1), written(1).length);
    future[7] = 99;
    bench.restartFrom(future);

    assertThat(bench.meter().findings())
        .anySatisfy(
            finding -> assertThat(finding.problem()).contains("version 99, this agent knows"));
  }
}
