package io.trainwatt.agent.progress.update;

import java.util.Locale;
import java.util.OptionalDouble;

/** Numbers as trainings print them. */
public final class Numbers {

  /** A pattern's source: one number in a group, with nothing behind it that would change it. */
  public static final String PATTERN =
      "([-+]?(?:nan|inf(?:inity)?|(?:\\d+\\.?\\d*|\\.\\d+)(?:e[-+]?\\d+)?))(?!\\w|\\.\\d)";

  private static final int LONGEST = 64;

  private Numbers() {}

  /** {@code 1.5}, {@code 4.9e-05}, {@code nan}, {@code -inf}; absent for any other text. */
  public static OptionalDouble parse(String number) {
    String text = number.strip().toLowerCase(Locale.ROOT);
    if (text.isEmpty() || text.length() > LONGEST) {
      return OptionalDouble.empty();
    }
    char last = text.charAt(text.length() - 1);
    if (!Character.isLetter(last) && text.indexOf('x') < 0) {
      try {
        return OptionalDouble.of(Double.parseDouble(text));
      } catch (NumberFormatException e) {
        return OptionalDouble.empty();
      }
    }
    return switch (text) {
      case "nan", "+nan", "-nan" -> OptionalDouble.of(Double.NaN);
      case "inf", "+inf", "infinity", "+infinity" -> OptionalDouble.of(Double.POSITIVE_INFINITY);
      case "-inf", "-infinity" -> OptionalDouble.of(Double.NEGATIVE_INFINITY);
      default -> OptionalDouble.empty();
    };
  }
}
