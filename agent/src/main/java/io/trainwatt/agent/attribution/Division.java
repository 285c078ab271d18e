package io.trainwatt.agent.attribution;

import io.trainwatt.agent.sensor.Device.Split;

/**
 * Divides energy among runs. What is left after every share has been rounded down is nobody's, so
 * the shares and the rest always sum to the whole.
 */
final class Division {
  private Division() {}

  /**
   * Each run's share.
   *
   * @param microjoules to be divided
   * @param millis the time it was used in
   * @param usedTicks CPU time each run used in that time
   * @param idleMilliwatts what the device draws when idle; 0 when not known
   */
  static long[] of(
      Split split,
      long microjoules,
      long millis,
      long[] usedTicks,
      long idleMilliwatts,
      Usage usage) {
    return switch (split) {
      case Split.CpuCapacity capacity -> byCapacity(microjoules, millis, usedTicks, usage);
      case Split.CpuTime cost ->
          byCpuTime(microjoules, millis, usedTicks, idleMilliwatts, cost.milliwatts(), usage);
      case Split.ResidentMemory memory ->
          usage.memoryBytes() > 0
              ? byWeight(microjoules, usage.residentBytes(), usage.memoryBytes())
              : new long[usedTicks.length];
      case Split.Processes processes ->
          throw new IllegalArgumentException("processes divide by their presence");
      case Split.Nobody nobody -> new long[usedTicks.length];
    };
  }

  /** By the share of all CPU time the node could have given. */
  static long[] byCapacity(long microjoules, long millis, long[] usedTicks, Usage usage) {
    long[] weights = new long[usedTicks.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = Math.multiplyExact(usedTicks[i], 1_000L);
    }
    long capacity =
        Math.multiplyExact(Math.multiplyExact(millis, usage.cpus()), usage.ticksPerSecond());
    return byWeight(microjoules, weights, capacity);
  }

  /**
   * What a device drew beyond idling, by the share of all CPU time that processes used.
   *
   * @param active that part of the energy
   * @param busyTicks of all processes of the node
   */
  static long[] byShare(long active, long[] usedTicks, long busyTicks) {
    return byWeight(active, usedTicks, busyTicks);
  }

  /**
   * Adds to shares what they leave, by the CPUs that runs keep for themselves; where they keep more
   * than there are, all of it.
   */
  static void addReserved(long[] shares, long microjoules, Usage usage) {
    long left = microjoules;
    for (long share : shares) {
      left -= share;
    }
    long[] more = byWeight(left, usage.allowedCpus(), usage.cpus());
    for (int i = 0; i < shares.length; i++) {
      shares[i] += more[i];
    }
  }

  private static long[] byCpuTime(
      long microjoules,
      long millis,
      long[] usedTicks,
      long idleMilliwatts,
      long milliwatts,
      Usage usage) {
    long active = Math.max(0, microjoules - Math.multiplyExact(idleMilliwatts, millis));
    long[] weights = new long[usedTicks.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] =
          Math.multiplyExact(Math.multiplyExact(usedTicks[i], 1_000L), milliwatts)
              / usage.ticksPerSecond();
    }
    return byWeight(active, weights, active);
  }

  /** Shares of a whole that is at least as large as all weights together. */
  private static long[] byWeight(long microjoules, long[] weights, long atLeast) {
    long sum = 0;
    for (long weight : weights) {
      sum = Math.addExact(sum, weight);
    }
    long whole = Math.max(sum, atLeast);
    long[] shares = new long[weights.length];
    for (int i = 0; i < shares.length && whole > 0; i++) {
      shares[i] = Proportion.of(microjoules, weights[i], whole);
    }
    return shares;
  }
}
