package io.trainwatt.agent.counter.vectors;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Vectors run through the agent's own counter, in the order of their files.
 *
 * @param results one for each vector, and one for each file that could not be read
 */
public record VectorRun(List<VectorResult> results) {

  public VectorRun {
    results = List.copyOf(results);
  }

  /**
   * Runs everything there is under some paths; an invalid vector does not keep others from running.
   *
   * @param paths files, and folders whose {@code *.json} are taken, sorted by name
   */
  public static VectorRun of(List<Path> paths) {
    List<VectorResult> results = new ArrayList<>();
    for (Path path : paths) {
      try {
        for (Path file : files(path)) {
          results.addAll(file(file));
        }
      } catch (IOException | UncheckedIOException e) {
        results.add(
            new VectorResult.Invalid(
                path, Optional.empty(), "the folder cannot be read: " + e.getMessage()));
      }
    }
    return new VectorRun(results);
  }

  /** How many of the results are of a kind. */
  public long count(Class<? extends VectorResult> kind) {
    Predicate<VectorResult> isOne = kind::isInstance;
    return results.stream().filter(isOne).count();
  }

  /** 0 all equal, 1 at least one differs, 2 at least one is invalid or there is none at all. */
  public int exitCode() {
    if (results.isEmpty() || count(VectorResult.Invalid.class) > 0) {
      return 2;
    }
    return count(VectorResult.Differs.class) > 0 ? 1 : 0;
  }

  private static List<Path> files(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> found = Files.walk(path, FileVisitOption.FOLLOW_LINKS)) {
      return found
          .filter(file -> file.toString().endsWith(".json") && Files.isRegularFile(file))
          .sorted()
          .toList();
    }
  }

  private static List<VectorResult> file(Path file) {
    JsonTree document;
    try {
      document = JsonTreeReader.read(file);
    } catch (InvalidVector e) {
      return List.of(new VectorResult.Invalid(file, Optional.empty(), e.problem()));
    }
    List<JsonTree> vectors =
        document instanceof JsonTree.Items array ? array.items() : List.of(document);
    List<VectorResult> results = new ArrayList<>(vectors.size());
    for (JsonTree vector : vectors) {
      results.add(result(file, name(vector, results.size()), vector));
    }
    return results;
  }

  private static VectorResult result(Path file, String name, JsonTree tree) {
    Vector vector;
    try {
      vector = VectorReader.vector(tree);
    } catch (InvalidVector e) {
      return new VectorResult.Invalid(file, Optional.of(name), e.problem());
    }
    Meaning actual = vector.played();
    return actual.equals(vector.expected())
        ? new VectorResult.Equal(file, Optional.of(name), actual)
        : new VectorResult.Differs(file, Optional.of(name), vector.expected(), actual);
  }

  private static String name(JsonTree vector, int position) {
    return vector instanceof JsonTree.Members members
            && members.byName().get("name") instanceof JsonTree.Text text
        ? text.value()
        : "vector " + (position + 1);
  }
}
