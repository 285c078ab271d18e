package io.trainwatt.collector.live;

/**
 * Two ways to know what the runs on a node used up to an instant.
 *
 * @param asOfMicros the instant, on the node's wall clock
 * @param attributedMicrojoules what the node's account says
 * @param runsMicrojoules the sum over all runs it ever had
 */
public record NodeBalance(long asOfMicros, long attributedMicrojoules, long runsMicrojoules) {

  /** Whether both say the same. */
  public boolean balances() {
    return attributedMicrojoules == runsMicrojoules;
  }
}
