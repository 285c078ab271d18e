package io.trainwatt.pipeline.account;

import io.trainwatt.events.run.RunFacts;
import io.trainwatt.events.run.RunState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * When each node was last heard of on which a run is said to run: a node that dies says no more
 * that its runs have ended. By the wall clock of this process alone, so that what arrives late,
 * after an outage, is never taken for silence. Of one task.
 */
final class Silence {
  private final long afterMillis;
  private final Map<String, Map<String, Long>> heard = new HashMap<>();

  /** A run on a node. */
  record Place(String run, String node) {}

  /**
   * @param afterMillis how long nothing is said before a run is taken to have ended
   */
  Silence(long afterMillis) {
    this.afterMillis = afterMillis;
  }

  /** Something was said of a run by a node on which it runs. */
  void broken(String run, String node, long nowMillis) {
    heard.computeIfAbsent(run, id -> new HashMap<>()).put(node, nowMillis);
  }

  /** It runs there no more, or is not known there. */
  void over(String run, String node) {
    heard.computeIfPresent(
        run,
        (id, nodes) -> {
          nodes.remove(node);
          return nodes.isEmpty() ? null : nodes;
        });
  }

  /** Those that have been silent for too long; each is given once. */
  List<Place> take(long nowMillis) {
    List<Place> silent = new ArrayList<>();
    heard.forEach(
        (run, nodes) ->
            nodes.forEach(
                (node, at) -> {
                  if (nowMillis - at >= afterMillis) {
                    silent.add(new Place(run, node));
                  }
                }));
    silent.forEach(place -> over(place.run(), place.node()));
    return silent;
  }

  /** The row of a run that ended in silence. */
  static RunFacts ended(RunFacts row, long atWallMicros) {
    return with(row, RunState.ENDED, OptionalLong.of(atWallMicros), row.exitCode());
  }

  /** The row of a run that is heard of again. */
  static RunFacts running(RunFacts row) {
    return with(row, RunState.RUNNING, OptionalLong.empty(), OptionalInt.empty());
  }

  private static RunFacts with(
      RunFacts row, RunState state, OptionalLong ended, OptionalInt exitCode) {
    return new RunFacts(
        row.run(),
        row.node(),
        row.revision(),
        row.name(),
        row.labels(),
        row.user(),
        row.foundBy(),
        row.startedWallMicros(),
        ended,
        state,
        exitCode,
        row.command(),
        row.worldSize());
  }
}
