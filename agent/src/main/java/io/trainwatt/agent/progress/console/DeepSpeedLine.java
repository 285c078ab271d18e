package io.trainwatt.agent.progress.console;

import io.trainwatt.agent.progress.update.Fields;
import io.trainwatt.agent.progress.update.Meaning;
import io.trainwatt.agent.progress.update.Numbers;
import io.trainwatt.agent.progress.update.Update;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** DeepSpeed's own lines: they have steps and the learning rate, and no loss. */
final class DeepSpeedLine {

  private static final Pattern STEP =
      Pattern.compile(
          "(?<!\\w)step=(\\d{1,15}), skipped=\\d+, lr=\\[" + Numbers.PATTERN,
          Pattern.CASE_INSENSITIVE);
  private static final Pattern TIMER =
      Pattern.compile("(?<!\\w)global_step=(\\d{1,15}), RunningAvgSamplesPerSec=");

  private DeepSpeedLine() {}

  static Optional<Update> read(String line) {
    if (!line.contains("step=")) {
      return Optional.empty();
    }
    Matcher step = STEP.matcher(line);
    if (step.find()) {
      return new Fields()
          .set(Meaning.STEP, step.group(1))
          .set(Meaning.LEARNING_RATE, step.group(2))
          .any("deepspeed");
    }
    Matcher timer = TIMER.matcher(line);
    return timer.find()
        ? new Fields().set(Meaning.STEP, timer.group(1)).any("deepspeed")
        : Optional.empty();
  }
}
