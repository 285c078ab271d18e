package io.trainwatt.agent.progress.pattern;

import io.trainwatt.agent.progress.reading.LineParser;
import io.trainwatt.agent.progress.update.Fields;
import io.trainwatt.agent.progress.update.Meaning;
import io.trainwatt.agent.progress.update.Update;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A user's own pattern: a regular expression whose named groups are what the numbers mean, {@code
 * it (?<step>\d+) nll=(?<loss>\S+)}. Python's way to name groups is understood too. A line on which
 * it would search for too long is left out.
 */
public final class LinePattern {

  /** The names that groups may have. */
  public static final List<String> NAMES =
      List.of(
          "step", "planned_steps", "tokens", "samples", "flops", "loss", "val_loss", "lr", "epoch");

  private static final Pattern GROUP = Pattern.compile("\\(\\?P?<([A-Za-z]\\w*)>");
  private static final int LONGEST = 4_096;

  private final Pattern pattern;
  private final Map<String, Meaning> groups;

  private LinePattern(Pattern pattern, Map<String, Meaning> groups) {
    this.pattern = pattern;
    this.groups = groups;
  }

  /**
   * @throws IllegalArgumentException saying what is wrong with it and what would be right
   */
  public static LinePattern of(String text) {
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException("is longer than " + LONGEST + " characters");
    }
    Map<String, Meaning> groups = new LinkedHashMap<>();
    List<String> unknown = new ArrayList<>();
    StringBuilder java = new StringBuilder();
    Matcher group = GROUP.matcher(text);
    while (group.find()) {
      String name = group.group(1).toLowerCase(Locale.ROOT);
      // Java's groups have no underscore in their names.
      String plain = name.replace("_", "");
      meaning(plain).ifPresentOrElse(m -> groups.put(plain, m), () -> unknown.add(name));
      group.appendReplacement(java, "(?<" + plain + ">");
    }
    group.appendTail(java);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "has a group '%s'; groups are %s"
              .formatted(unknown.getFirst(), String.join(", ", NAMES)));
    }
    if (groups.isEmpty()) {
      throw new IllegalArgumentException(
          "has no named group; write (?<loss>\\S+), (?<step>\\d+): groups are "
              + String.join(", ", NAMES));
    }
    try {
      return new LinePattern(Pattern.compile(java.toString()), groups);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "is no regular expression: %s at %d".formatted(e.getDescription(), e.getIndex()), e);
    }
  }

  private static Optional<Meaning> meaning(String name) {
    return switch (name) {
      case "step" -> Optional.of(Meaning.STEP);
      case "plannedsteps" -> Optional.of(Meaning.PLANNED_STEPS);
      case "tokens" -> Optional.of(Meaning.TOKENS);
      case "samples" -> Optional.of(Meaning.SAMPLES);
      case "flops" -> Optional.of(Meaning.FLOPS);
      case "loss" -> Optional.of(Meaning.LOSS);
      case "valloss" -> Optional.of(Meaning.VALIDATION_LOSS);
      case "lr" -> Optional.of(Meaning.LEARNING_RATE);
      case "epoch" -> Optional.of(Meaning.EPOCH);
      default -> Optional.empty();
    };
  }

  /** A parser of lines: those that the pattern does not find are left to another. */
  public LineParser before(LineParser others) {
    return new LineParser() {
      @Override
      public Optional<Update> line(String line) {
        return read(line).or(() -> others.line(line));
      }

      @Override
      public void restarted() {
        others.restarted();
      }
    };
  }

  /** What the pattern finds in a line. */
  Optional<Update> read(String line) {
    Matcher matcher = pattern.matcher(new PatientText(line));
    try {
      if (!matcher.find()) {
        return Optional.empty();
      }
    } catch (PatientText.OutOfPatience | StackOverflowError e) {
      return Optional.empty();
    }
    Fields fields = new Fields();
    groups.forEach(
        (name, meaning) -> {
          String found = matcher.group(name);
          if (found != null) {
            fields.set(meaning, found.replace(",", "").replace("_", ""));
          }
        });
    return fields.any("your pattern");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LinePattern that && that.pattern.pattern().equals(pattern.pattern());
  }

  @Override
  public int hashCode() {
    return pattern.pattern().hashCode();
  }

  @Override
  public String toString() {
    return pattern.pattern();
  }
}
