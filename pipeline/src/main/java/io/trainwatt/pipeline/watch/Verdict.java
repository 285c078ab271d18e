package io.trainwatt.pipeline.watch;

import java.util.Map;

/** What a rule says of a run right now. */
sealed interface Verdict {

  /**
   * It is wrong.
   *
   * @param sinceWallMicros event time since which it is
   * @param summary one sentence: what is wrong
   * @param remedy one sentence: what to do
   * @param wastedMicrojoules used in vain since then
   * @param evidence what the rule saw, by name
   */
  record Firing(
      long sinceWallMicros,
      String summary,
      String remedy,
      long wastedMicrojoules,
      Map<String, String> evidence)
      implements Verdict {
    public Firing {
      evidence = Map.copyOf(evidence);
    }
  }

  /** Neither: an alert stays as it is, firing or not. */
  record Unchanged() implements Verdict {}

  /** All is well: an alert resolves. */
  record Clear() implements Verdict {}
}
