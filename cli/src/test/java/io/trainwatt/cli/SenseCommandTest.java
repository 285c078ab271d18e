package io.trainwatt.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainwatt.cli.console.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What `sense` says of GPUs, through a library that is really loaded. */
class SenseCommandTest {
  private static final Path SOURCE =
      Path.of(System.getProperty("trainwatt.root"), "agent/src/test/native/nvml/standin.c");

  @TempDir private Path folder;
  private final InProcess commands = new InProcess();

  @BeforeEach
  void anEmptyMachine() throws IOException {
    Files.createDirectories(folder.resolve("sys"));
    Files.createDirectories(folder.resolve("proc"));
  }

  private Path standIn() throws IOException {
    Path library = folder.resolve("libnvidia-ml.so.1");
    Process cc;
    try {
      cc =
          new ProcessBuilder(
                  "cc",
                  "-std=gnu11",
                  "-shared",
                  "-fPIC",
                  "-fvisibility=hidden",
                  "-o",
                  library.toString(),
                  SOURCE.toString())
              .inheritIO()
              .start();
    } catch (IOException e) {
      abort("no C compiler (cc) for the stand-in of the NVIDIA library: apt-get install gcc");
      return library;
    }
    assertThat(cc.onExit().join().exitValue()).isZero();
    return library;
  }

  private int sense(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("sense", "--json", "--sysfs-root", folder.resolve("sys").toString()));
    if (!List.of(more).contains("--proc-root")) {
      arguments.addAll(List.of("--proc-root", folder.resolve("proc").toString()));
    }
    arguments.addAll(List.of(more));
    return commands.run(arguments.toArray(String[]::new));
  }

  private JsonNode said() throws IOException {
    return Json.read(commands.facts());
  }

  @Test
  void gpusAreShownThroughTheLibraryThatIsNamed() throws IOException {
    int exit = sense("--nvml-library", standIn().toString());

    assertThat(exit).isZero();
    List<String> names = new ArrayList<>();
    said().path("devices").forEach(device -> names.add(device.path("device").asText()));
    assertThat(names).contains("gpu-18:00.0", "gpu-18:00.0/power", "gpu-8f:00.0");
    JsonNode gpu = said().path("devices").path(names.indexOf("gpu-18:00.0"));
    assertThat(gpu.path("component").asText()).isEqualTo("gpu");
    assertThat(gpu.path("inTotal").asBoolean()).isTrue();
    assertThat(gpu.path("reading").path("microjoules").asLong()).isPositive();
  }

  @Test
  void processesAreShownWithWhatTheyWouldBeFoundAs() throws IOException {
    Path tree =
        Path.of(
            System.getProperty("trainwatt.root"), "agent/src/test/resources/discovery/slurm-v1");
    int exit =
        sense(
            "--proc-root",
            tree.resolve("proc").toString(),
            "--cgroup-root",
            folder.resolve("sys").toString(),
            "--host-root",
            tree.toString());

    assertThat(exit).isEqualTo(1);
    JsonNode training = Json.object();
    for (JsonNode one : said().path("processes")) {
      training = one.path("pid").asLong() == 821 ? one : training;
    }
    assertThat(training.path("run").asText()).isEqualTo("slurm-42");
    assertThat(training.path("foundBy").asText()).isEqualTo("slurm");
    assertThat(training.path("isRun").asBoolean()).isTrue();
    assertThat(training.path("why").asText()).isEqualTo("discovery.slurm: all");
    assertThat(training.path("labels").path("slurm.partition").asText()).isEqualTo("gpu");
    assertThat(training.path("frameworks").path(0).asText()).isEqualTo("pytorch");
  }

  @Test
  void libraryThatIsNotThereIsNamedWithWhatMendsIt() throws IOException {
    int exit = sense("--nvml-library", folder.resolve("none.so").toString());

    assertThat(exit).isEqualTo(1);
    JsonNode finding = Json.object();
    for (JsonNode one : said().path("findings")) {
      finding = one.path("subject").asText().equals("nvml") ? one : finding;
    }
    assertThat(finding.path("problem").asText()).contains("none.so cannot be loaded");
    assertThat(finding.path("remedy").asText()).contains("install the NVIDIA driver");
  }
}
