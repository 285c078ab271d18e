package io.trainwatt.pipeline.account;

import io.trainwatt.events.run.RunFacts;
import io.trainwatt.events.run.RunState;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A run as the rows of all its nodes tell it together.
 *
 * @param labels of all rows; where two differ, of the node that started first
 * @param endedWallMicros when the last node ended; absent while one has not
 * @param exitCode the first that is not 0, by start of the node; else 0, where any is known
 */
public record MergedRun(
    String name,
    Map<String, String> labels,
    String user,
    String foundBy,
    RunState state,
    long startedWallMicros,
    OptionalLong endedWallMicros,
    OptionalInt exitCode) {

  /**
   * Merges.
   *
   * @param run its id, and its name where no row gives one
   * @param startedWallMicros when it was first seen, where no row says when it started
   */
  static MergedRun of(String run, Collection<RunFacts> rows, long startedWallMicros) {
    List<RunFacts> ordered =
        rows.stream()
            .sorted(
                Comparator.comparingLong(RunFacts::startedWallMicros).thenComparing(RunFacts::node))
            .toList();
    Map<String, String> labels = new TreeMap<>();
    ordered.forEach(row -> row.labels().forEach(labels::putIfAbsent));
    boolean ended =
        !ordered.isEmpty() && ordered.stream().allMatch(row -> row.state() == RunState.ENDED);
    OptionalLong end =
        ordered.stream()
            .filter(row -> row.endedWallMicros().isPresent())
            .mapToLong(row -> row.endedWallMicros().getAsLong())
            .max();
    return new MergedRun(
        first(ordered, RunFacts::name, run),
        labels,
        first(ordered, RunFacts::user, ""),
        first(ordered, RunFacts::foundBy, ""),
        ended ? RunState.ENDED : RunState.RUNNING,
        ordered.isEmpty() ? startedWallMicros : ordered.getFirst().startedWallMicros(),
        ended ? end : OptionalLong.empty(),
        exitCode(ordered));
  }

  private static String first(
      List<RunFacts> rows, Function<RunFacts, String> of, String otherwise) {
    return rows.stream().map(of).filter(text -> !text.isEmpty()).findFirst().orElse(otherwise);
  }

  private static OptionalInt exitCode(List<RunFacts> rows) {
    OptionalInt failed =
        rows.stream()
            .filter(row -> row.exitCode().orElse(0) != 0)
            .mapToInt(row -> row.exitCode().getAsInt())
            .findFirst();
    if (failed.isPresent()) {
      return failed;
    }
    return rows.stream()
        .filter(row -> row.exitCode().isPresent())
        .mapToInt(row -> row.exitCode().getAsInt())
        .findFirst();
  }
}
