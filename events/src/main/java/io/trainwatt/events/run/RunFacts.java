package io.trainwatt.events.run;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * One node's row about a run. The collector merges the rows of all nodes.
 *
 * @param run id, unique for ever
 * @param revision grows with each version of the row
 * @param foundBy "run", "attach", "hook", ...
 * @param exitCode of the command, where known; 128 + signal when a signal ended it
 * @param worldSize ranks of the whole job as it says itself, 1 when it says nothing
 */
public record RunFacts(
    String run,
    String node,
    long revision,
    String name,
    Map<String, String> labels,
    String user,
    String foundBy,
    long startedWallMicros,
    OptionalLong endedWallMicros,
    RunState state,
    OptionalInt exitCode,
    List<String> command,
    int worldSize) {

  /**
   * @throws IllegalArgumentException if the run or the node has no id
   */
  public RunFacts {
    if (run.isEmpty()) {
      throw new IllegalArgumentException("run is empty");
    }
    if (node.isEmpty()) {
      throw new IllegalArgumentException("node is empty");
    }
    labels = java.util.Collections.unmodifiableMap(new TreeMap<>(labels));
    command = List.copyOf(command);
  }
}
