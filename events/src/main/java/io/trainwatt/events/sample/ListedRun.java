package io.trainwatt.events.sample;

/**
 * A run whose counters a sample lists.
 *
 * @param run its id
 * @param ended no process of it lives any more on this node
 * @param processes living ones
 * @param cpuMicros CPU time its processes used since first seen
 */
public record ListedRun(String run, boolean ended, int processes, long cpuMicros) {
  public ListedRun {
    Require.text("runs.run", run);
    Require.notNegative("runs.processes", processes);
    Require.notNegative("runs.cpu_micros", cpuMicros);
  }
}
