package io.trainwatt.cli.doctor;

/**
 * One thing that was looked at.
 *
 * @param subject what
 * @param verdict how it is
 * @param detail one line of fact
 * @param remedy the one line that mends it; empty where nothing is to be mended
 */
public record Check(String subject, Verdict verdict, String detail, String remedy) {
  /** How it is. */
  public enum Verdict {
    /** As it should be. */
    GOOD,
    /** Works, and could be better. */
    LIMITED,
    /** Not there. */
    MISSING
  }

  static Check good(String subject, String detail) {
    return new Check(subject, Verdict.GOOD, detail, "");
  }

  static Check limited(String subject, String detail, String remedy) {
    return new Check(subject, Verdict.LIMITED, detail, remedy);
  }

  static Check missing(String subject, String detail, String remedy) {
    return new Check(subject, Verdict.MISSING, detail, remedy);
  }
}
