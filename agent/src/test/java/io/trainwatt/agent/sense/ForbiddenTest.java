package io.trainwatt.agent.sense;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.sensor.rapl.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Counters that only root may read, seen by somebody else: another process, because root may read
 * everything.
 */
final class ForbiddenTest {
  private static final String NOBODY = "65534";

  @TempDir private Path folder;

  @Test
  void forbiddenCountersAreReplacedByTheModelAndTheRemedyIsTold() throws Exception {
    Path machine = Trees.copy("intel-2s-dram", Files.createDirectories(folder.resolve("machine")));
    everybodyMayRead();
    for (String zone : List.of("intel-rapl:0", "intel-rapl:0:0", "intel-rapl:1")) {
      Files.setPosixFilePermissions(
          machine.resolve("sys/class/powercap").resolve(zone).resolve("energy_uj"),
          PosixFilePermissions.fromString("---------"));
    }
    String seen = surveyAsNobody(machine);
    assertThat(seen.lines().toList())
        .contains(
            "device package-1/dram in total",
            "device cpu in total",
            "finding powercap package-0, package-1, package-0/dram: energy_uj may be read by root"
                + " only (since CVE-2020-8694): sudo chmod a+r "
                + machine.resolve("sys/class/powercap")
                + "/*rapl*:*/energy_uj   # until the next boot; or run the agent with"
                + " CAP_DAC_READ_SEARCH")
        .doesNotContain("device package-0 in total", "device memory in total");
  }

  private void everybodyMayRead() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private String surveyAsNobody(Path machine) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    if (Files.getOwner(folder).getName().equals("root")) {
      command.addAll(List.of("setpriv", "--reuid=" + NOBODY, "--clear-groups"));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx64m", "-cp", classPath()));
    command.add(SurveyPrinter.class.getName());
    command.add(machine.toString());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  /** Copied to where anybody may read: the build's own folders need not be. */
  private String classPath() throws IOException {
    List<Path> copies = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(":", -1)) {
      Path classes = Path.of(entry);
      boolean ours = Files.isDirectory(classes) || entry.contains("events");
      if (ours) {
        Path copy = folder.resolve("classes" + copies.size());
        copyTree(classes, copy);
        copies.add(copy);
      }
    }
    return copies.stream().map(Path::toString).collect(Collectors.joining(":"));
  }

  private static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : paths.filter(ForbiddenTest::isNeeded).toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
        }
      }
    }
  }

  private static boolean isNeeded(Path path) {
    return Files.isDirectory(path)
        || path.toString().endsWith(".class")
        || path.toString().endsWith(".jar");
  }
}
