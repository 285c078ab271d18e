package io.trainwatt.agent.counter;

/** What a reading showed besides energy: a fact, not blame. */
public enum CounterEvent {
  /** Nothing can be concluded across the boots of two readings. */
  NEW_BOOT("newBoot"),
  /** No value, or one that cannot be. */
  FAILED_READ("failedRead"),
  /** Not later than the last good reading. */
  STALE("stale"),
  /** The counter may have passed its range more than once. */
  AMBIGUOUS("ambiguous"),
  /** More than the source can draw. */
  IMPLAUSIBLE("implausible"),
  /** The counter passed its range once. */
  WRAP("wrap"),
  /** The counter started again. */
  RESET("reset"),
  /** Nobody looked for too long to integrate. */
  GAP("gap");

  private final String word;

  CounterEvent(String word) {
    this.word = word;
  }

  /** The word of the conformance vectors and of the wire. */
  public String word() {
    return word;
  }
}
