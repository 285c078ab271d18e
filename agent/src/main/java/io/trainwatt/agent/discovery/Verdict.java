package io.trainwatt.agent.discovery;

/**
 * Whether a process becomes part of a run.
 *
 * @param why in one sentence's words, naming the setting that decides
 */
public record Verdict(boolean isRun, String why) {
  static Verdict yes(String why) {
    return new Verdict(true, why);
  }

  static Verdict no(String why) {
    return new Verdict(false, why);
  }
}
