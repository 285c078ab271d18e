package io.trainwatt.agent.attribution;

import io.trainwatt.agent.sensor.Reading;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whose processes were on a device during a tick, and what they did there. Processes of no run are
 * counted too: their share is nobody's. Used by one thread.
 */
final class Presence {
  private final Map<Long, Long> weights = new HashMap<>();

  /** Adds what a reading said. */
  void add(List<Reading.Use> uses) {
    for (Reading.Use use : uses) {
      weights.merge(use.pid(), use.weight(), Math::addExact);
    }
  }

  void addPidsTo(Set<Long> pids) {
    for (long pid : weights.keySet()) {
      if (pid > 0) {
        pids.add(pid);
      }
    }
  }

  /**
   * Each run's share of an energy; what is left is nobody's.
   *
   * @param idle what it would have drawn without work, at most all of it: shared equally by process
   * @param here runs that may have a share
   */
  long[] shares(long microjoules, long idle, Usage usage, boolean[] here) {
    int runs = here.length;
    long[] done = new long[runs];
    long[] processes = new long[runs];
    long allDone = 0;
    for (Map.Entry<Long, Long> use : weights.entrySet()) {
      int run = usage.indexOf(use.getKey());
      allDone = Math.addExact(allDone, use.getValue());
      if (run >= 0 && here[run]) {
        done[run] += use.getValue();
        processes[run]++;
      }
    }
    long[] shares = new long[runs];
    long active = microjoules - idle;
    for (int i = 0; i < runs && !weights.isEmpty(); i++) {
      shares[i] = Proportion.of(idle, processes[i], weights.size());
      shares[i] +=
          allDone > 0
              ? Proportion.of(active, done[i], allDone)
              : Proportion.of(active, processes[i], weights.size());
    }
    return shares;
  }
}
