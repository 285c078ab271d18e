package io.trainwatt.agent.progress.watch;

import java.util.List;

/**
 * A run as the tick sees it.
 *
 * @param startedWallMicros since when it is measured, microseconds since 1970 UTC
 * @param pids its living processes; none once it has ended
 */
public record RunProcesses(String run, long startedWallMicros, List<Long> pids) {
  public RunProcesses {
    pids = List.copyOf(pids);
  }
}
