package io.trainwatt.agent.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.User;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void checkpointOfEveryVersionGoesOnInItsEpochs(int version) throws IOException {
    Bench bench = new Bench(folder);
    // It had read 8 001 000 at 6 s, of which run "run" had used half of 8 J.
    new RaplFolder(bench.sysfs(), 10_001_000);
    bench.restartFrom(written(version));
    assertThat(bench.meter().findings()).extracting("subject").doesNotContain("store");

    bench.tickAt(9_000);

    assertThat(bench.total("package-0", Quality.COUNTED)).isEqualTo(8_000_000 + 2_000_000);
    assertThat(bench.energy("package-0", new User.OfRun("run"))).isEqualTo(4_000_000);
    assertThat(bench.device("package-0").epoch().reason()).isEqualTo("first start");
  }

  @Test
  void aVersionFromTheFutureBeginsNewEpochsThatSaySo() throws IOException {
    Bench bench = new Bench(folder);
    byte[] future = Arrays.copyOf(written(2), written(2).length);
    future[7] = 99;
    bench.restartFrom(future);

    assertThat(bench.meter().findings())
        .anySatisfy(
            finding -> assertThat(finding.problem()).contains("version 99, this agent knows"));
  }

  /** Writes what today's agent leaves, once a version. Arguments: a folder to work in, the file. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] args) throws IOException {
      Bench bench = new Bench(Path.of(args[0]));
      RaplFolder rapl = new RaplFolder(bench.sysfs(), 1_000);
      bench.proc.put(ProcFolder.StatLine.of(1, 0));
      bench.proc.put(ProcFolder.StatLine.of(100, 1));
      bench.startAnew();
      bench.tickAt(2_000);
      bench.meter().register("run", 100);
      rapl.use(8_000_000);
      // Half of what two CPUs can do in four seconds.
      bench.proc.put(ProcFolder.StatLine.of(100, 1).used(400, 0));
      bench.proc.busy(400);
      bench.tickAt(6_000);
      Files.write(Path.of(args[1]), bench.last.checkpoint(), StandardOpenOption.CREATE_NEW);
    }
  }
}
