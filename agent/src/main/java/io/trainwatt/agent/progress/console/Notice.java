package io.trainwatt.agent.progress.console;

import io.trainwatt.agent.progress.update.Fields;
import io.trainwatt.agent.progress.update.Meaning;
import io.trainwatt.agent.progress.update.Update;
import io.trainwatt.events.progress.Phase;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lines by which frameworks say what they do now: save, evaluate, begin. */
final class Notice {

  private static final Pattern CHECKPOINT =
      Pattern.compile(
          "(?<!\\w)saving (?:\\w+ )?checkpoint(?: to | at |\\b)", Pattern.CASE_INSENSITIVE);
  private static final Pattern PLANNED =
      Pattern.compile("Total optimization steps = ([\\d,]{1,19})\\s*$");

  private Notice() {}

  static Optional<Update> read(String line) {
    Matcher planned = PLANNED.matcher(line);
    if (planned.find()) {
      return new Fields()
          .phase(Phase.SETUP)
          .set(Meaning.PLANNED_STEPS, planned.group(1).replace(",", ""))
          .any("notice");
    }
    if (line.contains("***** Running Evaluation *****")) {
      return new Fields().phase(Phase.EVALUATION).any("notice");
    }
    return CHECKPOINT.matcher(line).find()
        ? new Fields().phase(Phase.CHECKPOINT).any("notice")
        : Optional.empty();
  }
}
