package io.trainwatt.agent.progress.console;

import io.trainwatt.agent.progress.update.Fields;
import io.trainwatt.agent.progress.update.Meaning;
import io.trainwatt.agent.progress.update.Numbers;
import io.trainwatt.agent.progress.update.Update;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Megatron-LM's lines, {@code iteration 6/ 100 | consumed samples: 12288 | ... | lm loss: 1.3E+01
 * |} and {@code validation loss at iteration 100 | lm loss value: 2.3E+00 |}, and those of its
 * forks: parts between bars, a name and the first number of each.
 */
final class MegatronLine {

  private static final Pattern ITERATION =
      Pattern.compile("(?<!\\w)iteration\\s+(\\d{1,15})(?:\\s*/\\s*(\\d{1,15}))?\\s*\\|");
  private static final Pattern PART =
      Pattern.compile(
          "\\|\\s*([A-Za-z][\\w ./-]{0,60}?)\\s*:\\s*" + Numbers.PATTERN, Pattern.CASE_INSENSITIVE);

  private MegatronLine() {}

  static Optional<Update> read(String line) {
    if (line.indexOf('|') < 0) {
      return Optional.empty();
    }
    Matcher iteration = ITERATION.matcher(line);
    if (!iteration.find()) {
      return Optional.empty();
    }
    boolean validation = line.contains("validation loss at");
    Fields fields = new Fields();
    fields.set(Meaning.STEP, iteration.group(1));
    if (iteration.group(2) != null) {
      fields.set(Meaning.PLANNED_STEPS, iteration.group(2));
    }
    Matcher part = PART.matcher(line);
    int from = iteration.end() - 1;
    while (part.find(from)) {
      String name = part.group(1);
      Numbers.parse(part.group(2))
          .ifPresent(
              value -> fields.put(validation ? name.replace("loss value", "loss") : name, value));
      from = part.end();
    }
    if (validation) {
      fields.lossIsOfValidation();
    }
    return fields.withLoss("megatron-lm");
  }
}
