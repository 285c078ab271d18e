package io.trainwatt.agent.sense;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.sensor.Reading;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** One malformed file of a machine is named, and everything else is measured as before. */
final class MalformedPropertyTest {
  private static final List<UnaryOperator<Path>> MACHINES =
      List.of(
          Machines::mi250x,
          Machines::amdMixed,
          Machines::intelGpus,
          Machines::gh200,
          Machines::meteredServer,
          Machines::crayEx);

  @Provide
  Arbitrary<byte[]> garbage() {
    Arbitrary<String> words =
        Arbitraries.of(
            "",
            "\n",
            "-5\n",
            "-9223372036854775808\n",
            "9223372036854775808\n",
            "99999999999999999999999999\n",
            "1e9\n",
            "12 34\n",
            "0x10\n",
            "no data\n",
            "7".repeat(5_000),
            "\u001b[2Jred\n");
    return Arbitraries.oneOf(
        words.map(text -> text.getBytes(StandardCharsets.UTF_8)),
        Arbitraries.bytes().array(byte[].class).ofMaxSize(200));
  }

  @Property(tries = 120)
  void oneMalformedFileIsNamedAndTheRestGoesOn(
      @ForAll @IntRange(max = 5) int machine,
      @ForAll @IntRange(max = 999) int which,
      @ForAll("garbage") byte[] garbage)
      throws IOException {
    Path root = Files.createTempDirectory("malformed");
    try {
      Path folder = MACHINES.get(machine).apply(root).toRealPath();
      List<Path> files = filesBelow(folder.resolve("sys"));
      Path file = files.get(which % files.size());
      Survey healthy = survey(folder);
      Files.write(file, garbage);
      Survey hurt = survey(folder);
      for (Survey.Entry before : healthy.entries()) {
        assertThat(goesOn(before, hurt) || isNamed(file, hurt))
            .as("%s after %s became malformed: %s", before.facts().device(), file, hurt)
            .isTrue();
        if (!isOfSameDevice(before, file)) {
          assertThat(goesOn(before, hurt))
              .as("%s beside %s: %s", before.facts().device(), file, hurt)
              .isTrue();
        }
      }
    } finally {
      delete(root);
    }
  }

  private static Survey survey(Path machine) {
    return Survey.of(
        SensorConfig.of(machine.resolve("sys"), machine.resolve("proc")), () -> 60_000_000_000L);
  }

  private static boolean goesOn(Survey.Entry before, Survey after) {
    return after.entries().stream()
        .anyMatch(
            entry ->
                entry.facts().device().equals(before.facts().device())
                    && entry
                        .reading()
                        .map(Reading::getClass)
                        .equals(before.reading().map(Reading::getClass)));
  }

  /** A finding, a problem or what is unused names the file or its folder. */
  private static boolean isNamed(Path file, Survey survey) {
    List<String> said = new ArrayList<>();
    survey.findings().forEach(finding -> said.add(finding.subject() + " " + finding.problem()));
    survey.unused().forEach(one -> said.add(one.where() + " " + one.name() + " " + one.why()));
    survey
        .entries()
        .forEach(
            entry ->
                said.add(
                    entry.facts().device() + " " + entry.problem() + " " + entry.facts().method()));
    String folder = String.valueOf(Optional.ofNullable(file.getParent()).map(Path::getFileName));
    return said.stream()
        .anyMatch(
            text ->
                text.contains(String.valueOf(file.getFileName()))
                    || text.contains(folder.replace("Optional[", "").replace("]", "")));
  }

  /** Meters of one socket, dies of one kind and models depend on each other; others do not. */
  private static boolean isOfSameDevice(Survey.Entry entry, Path file) {
    String source = entry.facts().source();
    String path = file.toString();
    return switch (source) {
      case "powercap" -> path.contains("powercap");
      case "cray" -> path.contains("cray");
      case "model" -> true;
      default -> !path.contains("powercap") && !path.contains("cray");
    };
  }

  private static List<Path> filesBelow(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths
          .filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
          .sorted()
          .toList();
    }
  }

  private static void delete(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
