package io.trainwatt.agent.progress.console;

import io.trainwatt.agent.progress.update.Fields;
import io.trainwatt.agent.progress.update.Meaning;
import io.trainwatt.agent.progress.update.Numbers;
import io.trainwatt.agent.progress.update.Update;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lines that name a step and a loss in words: {@code step 10 loss 2.3}, nanoGPT's {@code iter 12:
 * loss 3.21, time 135ms}, {@code step=10 loss=2.3}.
 */
final class WordsLine {

  private static final Pattern STEP =
      Pattern.compile(
          "(?<![\\w-])(?:global[_ ]?step|step|iter(?:ation)?)s?\\s*[:=#]?\\s*\\[?\\s*(\\d{1,15})"
              + "(?:\\s*(?:/|of)\\s*(\\d{1,15}))?(?!\\w|\\.\\d)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern VALIDATION_LOSS =
      Pattern.compile(
          "(?<![\\w-])(?:val(?:id(?:ation)?)?|eval|test)[_ /]?loss\\s*[:=]?\\s*" + Numbers.PATTERN,
          Pattern.CASE_INSENSITIVE);
  private static final Pattern LOSS =
      Pattern.compile(
          "(?<![\\w-])(?<!val )(?<!valid )(?<!validation )(?<!eval )(?<!test )"
              + "(?:train(?:ing)?[_ /]?)?loss\\s*[:=]?\\s*"
              + Numbers.PATTERN,
          Pattern.CASE_INSENSITIVE);
  private static final Pattern OTHER =
      Pattern.compile(
          "(?<![\\w-])(lr|learning[_ ]rate|epoch|tokens(?:[_ ]seen)?|total[_ ]tokens"
              + "|consumed[_ ](?:tokens|samples)|samples(?:[_ ]seen)?)\\s*[:=]?\\s*\\[?\\s*"
              + Numbers.PATTERN,
          Pattern.CASE_INSENSITIVE);

  private WordsLine() {}

  static Optional<Update> read(String line) {
    Matcher step = STEP.matcher(line);
    if (!step.find()) {
      return Optional.empty();
    }
    Fields fields = new Fields();
    fields.set(Meaning.STEP, step.group(1));
    if (step.group(2) != null) {
      fields.set(Meaning.PLANNED_STEPS, step.group(2));
    }
    Matcher validation = VALIDATION_LOSS.matcher(line);
    if (validation.find()) {
      fields.set(Meaning.VALIDATION_LOSS, validation.group(1));
    }
    Matcher loss = LOSS.matcher(line);
    if (loss.find()) {
      fields.set(Meaning.LOSS, loss.group(1));
    }
    Matcher other = OTHER.matcher(line);
    while (other.find()) {
      Numbers.parse(other.group(2)).ifPresent(value -> fields.put(other.group(1), value));
    }
    return fields.withLoss("step and loss");
  }
}
