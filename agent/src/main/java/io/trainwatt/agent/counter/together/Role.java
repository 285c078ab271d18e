package io.trainwatt.agent.counter.together;

/** What a source is to its node's total. */
public sealed interface Role {
  /** Measures something that no other part measures: in the total. */
  record Part() implements Role {}

  /**
   * Measures what another source measures as well: never in the total.
   *
   * @param of the other source
   */
  record Overlap(String of) implements Role {}

  /**
   * A second way to read a part: in the total until the part has first been read.
   *
   * @param of the part
   */
  record StandIn(String of) implements Role {}

  /**
   * The device of a part read another way, held against it: never in the total.
   *
   * @param of the part
   */
  record Check(String of) implements Role {}

  /** Measures the whole node: in the total by what it sees beyond the parts. */
  record NodeMeter() implements Role {}
}
