package io.trainwatt.agent.progress.pattern;

import java.io.Serial;

/** A line that may be looked at so often and no more: some patterns search for ever. */
final class PatientText implements CharSequence {

  private static final int LOOKS_PER_CHARACTER = 200;
  private static final int LEAST_LOOKS = 100_000;

  private final String text;
  private int left;

  PatientText(String text) {
    this.text = text;
    this.left = LEAST_LOOKS + LOOKS_PER_CHARACTER * text.length();
  }

  /** The search took too long. */
  static final class OutOfPatience extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    OutOfPatience() {
      super("the pattern searches too long", null, false, false);
    }
  }

  @Override
  public char charAt(int index) {
    left--;
    if (left < 0) {
      throw new OutOfPatience();
    }
    return text.charAt(index);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.subSequence(start, end);
  }

  @Override
  public String toString() {
    return text;
  }
}
