package io.trainwatt.pipeline.account;

import java.util.Collection;

/**
 * Energy of a run over time, over all its nodes.
 *
 * @param parts one a node
 */
record RunEnergy(Collection<RunPart> parts) {
  // A node that is this far behind the others is waited for no longer.
  private static final long LAGGARD_MICROS = 30_000_000;

  /** Records that are no later than this may come in any order: figures are the same. */
  static final long SETTLING_MICROS = 10_000_000;

  /** Energy up to a time, in microjoules. */
  long at(long wallMicros) {
    long sum = 0;
    for (RunPart part : parts) {
      sum = Math.addExact(sum, part.microjoulesAt(wallMicros));
    }
    return sum;
  }

  /** What was used up to a time. */
  Used usedAt(long wallMicros) {
    Used sum = Used.NOTHING;
    for (RunPart part : parts) {
      sum = sum.plus(part.usedAt(wallMicros));
    }
    return sum;
  }

  /** Everything so far. */
  Used used() {
    Used sum = Used.NOTHING;
    for (RunPart part : parts) {
      sum = sum.plus(part.used());
    }
    return sum;
  }

  /** Whether the capacity counts every accelerator that was used. */
  boolean capacityKnown() {
    return parts.stream().allMatch(RunPart::capacityKnown);
  }

  /** When the oldest energy begins; 0 without any. */
  long sinceWallMicros() {
    return parts.stream().mapToLong(RunPart::sinceWallMicros).min().orElse(0);
  }

  /** When the newest energy ends; 0 without any. */
  long asOfWallMicros() {
    return parts.stream().mapToLong(RunPart::asOfWallMicros).max().orElse(0);
  }

  /** All energy so far, in microjoules. */
  long total() {
    long sum = 0;
    for (RunPart part : parts) {
      sum = Math.addExact(sum, part.inTotalMicrojoules());
    }
    return sum;
  }

  /**
   * Up to when what is known of energy is not expected to change. By the newest time alone, which
   * is the same in the end whatever came first; a node that is behind is waited for, too.
   *
   * @param newest {@link #asOfWallMicros}
   */
  long settledUntil(long newest) {
    return Math.min(newest - SETTLING_MICROS, knownUntil());
  }

  /**
   * Up to when all energy is known: the time of the slowest node that is still measured. Before the
   * beginning of time where nothing is, at its end where no node has the run any more.
   */
  long knownUntil() {
    if (parts.isEmpty()) {
      return Long.MIN_VALUE;
    }
    long newest = Long.MIN_VALUE;
    for (RunPart part : parts) {
      newest = Math.max(newest, part.asOfWallMicros());
    }
    long until = Long.MAX_VALUE;
    for (RunPart part : parts) {
      if (!part.ended() && part.asOfWallMicros() >= newest - LAGGARD_MICROS) {
        until = Math.min(until, part.asOfWallMicros());
      }
    }
    return until;
  }
}
