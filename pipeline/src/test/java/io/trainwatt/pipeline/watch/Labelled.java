package io.trainwatt.pipeline.watch;

import java.util.Map;
import java.util.Set;

/** Something made, second by second, of which it is known what is wrong with it, and from when. */
sealed interface Labelled permits Trace, ClusterTrace {
  String name();

  int seconds();

  /** Rule that must speak; of a near miss the one that just need not; empty where all is well. */
  String rule();

  /** Second from which the rule is right; 0 where none is. */
  int onset();

  /** Rules that are right to speak, too. */
  Set<String> mayToo();

  /** First second at which each rule spoke. */
  Map<String, Integer> play(long seed);

  /** Whether anything is wrong. */
  default boolean faulty() {
    return onset() > 0;
  }

  /** For a reader of a failed test. */
  default String described() {
    return faulty() ? "%s from %d".formatted(name(), onset()) : rule() + ", but " + name();
  }
}
