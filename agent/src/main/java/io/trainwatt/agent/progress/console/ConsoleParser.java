package io.trainwatt.agent.progress.console;

import io.trainwatt.agent.json.JsonObject;
import io.trainwatt.agent.json.MalformedJson;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads progress from one line of a command's output: Python dicts as the Hugging Face Trainer
 * prints them (numbers or numbers in quotes), JSON lines, and lines that name a step and a loss.
 * Any other line says nothing. A loss that is {@code nan} or {@code inf} is data.
 *
 * <p>Stateless. Where a line is taken for what it is not, the named number is wrong, never more: a
 * line needs a loss to be read at all.
 */
public final class ConsoleParser {

  private static final String NUMBER =
      "([-+]?(?:nan|inf(?:inity)?|(?:\\d+\\.?\\d*|\\.\\d+)(?:e[-+]?\\d+)?))(?!\\w|\\.\\d)";
  private static final Pattern DICT_FIELD =
      Pattern.compile("'([\\w/ .-]{1,64})'\\s*:\\s*'?" + NUMBER + "'?", Pattern.CASE_INSENSITIVE);
  private static final Pattern STEP =
      Pattern.compile(
          "(?<![\\w-])(?:global[_ ]?step|step|iter(?:ation)?)s?\\s*[:=#]?\\s*\\[?\\s*(\\d{1,15})"
              + "(?:\\s*(?:/|of)\\s*(\\d{1,15}))?(?!\\w|\\.\\d)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern VALIDATION_LOSS =
      Pattern.compile(
          "(?<![\\w-])(?:val(?:id(?:ation)?)?|eval|test)[_ /]?loss\\s*[:=]?\\s*" + NUMBER,
          Pattern.CASE_INSENSITIVE);
  private static final Pattern LOSS =
      Pattern.compile(
          "(?<![\\w-])(?<!val )(?<!valid )(?<!validation )(?<!eval )(?<!test )"
              + "(?:train(?:ing)?[_ /]?)?loss\\s*[:=]?\\s*"
              + NUMBER,
          Pattern.CASE_INSENSITIVE);
  private static final Pattern OTHER =
      Pattern.compile(
          "(?<![\\w-])(lr|learning[_ ]rate|epoch|tokens(?:[_ ]seen)?|total[_ ]tokens"
              + "|consumed[_ ](?:tokens|samples)|samples(?:[_ ]seen)?)\\s*[:=]?\\s*\\[?\\s*"
              + NUMBER,
          Pattern.CASE_INSENSITIVE);

  /**
   * What the line says about progress, if anything.
   *
   * @param line without its end
   */
  public Optional<ConsoleUpdate> parse(String line) {
    // Nearly every line ends here, at the cost of one search.
    if (!mentionsLoss(line)) {
      return Optional.empty();
    }
    int brace = line.indexOf('{');
    if (brace >= 0) {
      Optional<ConsoleUpdate> json = json(line.substring(brace).strip());
      if (json.isPresent()) {
        return json;
      }
      Optional<ConsoleUpdate> dict = dict(line.substring(brace));
      if (dict.isPresent()) {
        return dict;
      }
    }
    return words(line);
  }

  private static boolean mentionsLoss(String line) {
    for (int i = line.indexOf('o'); i >= 0; i = line.indexOf('o', i + 1)) {
      if (line.regionMatches(true, i - 1, "loss", 0, 4)) {
        return true;
      }
    }
    return line.contains("LOSS") || line.contains("train_runtime");
  }

  private static Optional<ConsoleUpdate> json(String text) {
    if (!text.endsWith("}") || text.indexOf('"') < 0) {
      return Optional.empty();
    }
    try {
      JsonObject object = JsonObject.parse(text);
      Fields fields = new Fields();
      for (String name : object.names()) {
        number(object, name).ifPresent(value -> fields.put(name, value));
      }
      return fields.update(ConsoleFormat.JSON_LINE);
    } catch (MalformedJson e) {
      return Optional.empty();
    }
  }

  private static OptionalDouble number(JsonObject object, String name) {
    try {
      return object.number(name);
    } catch (MalformedJson e) {
      // Text, a list: a field that tells no number.
      return OptionalDouble.empty();
    }
  }

  private static Optional<ConsoleUpdate> dict(String text) {
    Fields fields = new Fields();
    Matcher field = DICT_FIELD.matcher(text);
    while (field.find()) {
      fields.put(field.group(1), parsed(field.group(2)));
    }
    return fields.update(ConsoleFormat.PYTHON_DICT);
  }

  private static Optional<ConsoleUpdate> words(String line) {
    Matcher step = STEP.matcher(line);
    if (!step.find()) {
      return Optional.empty();
    }
    Fields fields = new Fields();
    fields.put("step", parsed(step.group(1)));
    if (step.group(2) != null) {
      fields.put("planned_steps", parsed(step.group(2)));
    }
    Matcher validation = VALIDATION_LOSS.matcher(line);
    if (validation.find()) {
      fields.put("val_loss", parsed(validation.group(1)));
    }
    Matcher loss = LOSS.matcher(line);
    if (loss.find()) {
      fields.put("loss", parsed(loss.group(1)));
    }
    Matcher other = OTHER.matcher(line);
    while (other.find()) {
      fields.put(other.group(1).toLowerCase(Locale.ROOT).replace(' ', '_'), parsed(other.group(2)));
    }
    return fields.update(ConsoleFormat.STEP_AND_LOSS);
  }

  private static double parsed(String number) {
    String text = number.toLowerCase(Locale.ROOT);
    if (text.endsWith("nan")) {
      return Double.NaN;
    }
    if (text.contains("inf")) {
      return text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    return Double.parseDouble(text);
  }
}
