package io.trainwatt.agent.progress.console;

import io.trainwatt.agent.progress.update.Fields;
import io.trainwatt.agent.progress.update.Numbers;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code {'loss': 2.31, 'epoch': 0.12}}, as the Hugging Face Trainer prints; newer versions put the
 * numbers in quotes.
 */
final class PythonDict {

  private static final Pattern FIELD =
      Pattern.compile(
          "'([\\w/ .-]{1,64})'\\s*:\\s*'?" + Numbers.PATTERN + "'?", Pattern.CASE_INSENSITIVE);

  private PythonDict() {}

  static Optional<Fields> read(String text) {
    Fields fields = new Fields();
    Matcher field = FIELD.matcher(text);
    boolean any = false;
    while (field.find()) {
      Numbers.parse(field.group(2)).ifPresent(value -> fields.put(field.group(1), value));
      any = true;
    }
    return any ? Optional.of(fields) : Optional.empty();
  }
}
