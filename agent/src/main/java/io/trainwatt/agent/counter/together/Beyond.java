package io.trainwatt.agent.counter.together;

import io.trainwatt.agent.counter.together.Comparison.Finding;
import java.math.BigInteger;

/**
 * A meter of the whole node against its parts: what it sees beyond them, and whether they exceed
 * it. Used by one thread.
 */
public final class Beyond {
  private final Rest rest;
  private final Comparison comparison = new Comparison();
  private boolean begun;

  /** Before the meter's first good reading. */
  public Beyond() {
    this.rest = new Rest();
  }

  /** Goes on from a state. */
  public Beyond(State state) {
    this.rest = new Rest(state.total(), state.before(), state.highest());
    this.begun = state.begun();
  }

  /**
   * All that it needs to go on, but for the comparison, which begins again.
   *
   * @param begun whether there was a first look
   * @param total of all stretches, microjoules
   * @param before the difference where the present stretch began, microjoules
   * @param highest difference in the present stretch, microjoules
   */
  public record State(boolean begun, BigInteger total, BigInteger before, BigInteger highest) {}

  /** All that it needs to go on. */
  public State state() {
    return new State(begun, rest.microjoules(), rest.before(), rest.highest());
  }

  /**
   * Looks at an instant at which the meter has had a good reading, then or before.
   *
   * @param metered what the meter has measured so far, microjoules
   * @param parts what the parts in the total have, microjoules
   * @param broken whether the meter began anew or left time uncovered since the last look
   * @param awaited whether a part may still bridge what the meter has seen already
   * @return whether ten minutes are over in which the parts exceeded their meter
   */
  public boolean look(
      long atMillis, BigInteger metered, BigInteger parts, boolean broken, boolean awaited) {
    if (broken || !begun) {
      begun = true;
      rest.begin(metered, parts);
      comparison.begin(atMillis, parts, metered);
      return false;
    }
    if (awaited) {
      return false;
    }
    rest.look(metered, parts);
    return comparison
        .look(atMillis, parts, metered)
        .filter(finding -> finding == Finding.FIRST_ABOVE)
        .isPresent();
  }

  /** What the meter has seen beyond the parts, microjoules; it never falls. */
  public BigInteger rest() {
    return rest.microjoules();
  }
}
