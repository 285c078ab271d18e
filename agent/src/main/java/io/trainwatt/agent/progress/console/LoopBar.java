package io.trainwatt.agent.progress.console;

import io.trainwatt.agent.progress.update.Fields;
import io.trainwatt.agent.progress.update.Meaning;
import io.trainwatt.agent.progress.update.Numbers;
import io.trainwatt.agent.progress.update.Update;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * tqdm's bars. One without a name ({@code 5%|▌ | 10/200 [00:01<00:30, 6.2it/s]}) is the Hugging
 * Face Trainer's: it counts steps, once a line with a loss came while it stood; others of the same
 * form, of an evaluation above all, count to another end. One with a loss behind its rate is
 * Lightning's or a user's own: it gives the loss; what it counts (batches of an epoch, as a rule)
 * is no step.
 */
final class LoopBar {

  private static final Pattern BAR =
      Pattern.compile(
          "^(.{0,80}?)\\s{0,3}(\\d{1,3})%\\|[^|]{0,400}\\|\\s{0,20}(\\d{1,15})/(\\d{1,15}) "
              + "\\[[^\\]]{0,40}?(?:it/s|s/it)([^\\]]{0,400})\\]");
  private static final Pattern PART =
      Pattern.compile("[, ]([\\w/]{1,64})=" + Numbers.PATTERN, Pattern.CASE_INSENSITIVE);
  private static final Pattern EPOCH = Pattern.compile("Epoch (\\d{1,9})");

  private long done;
  private long end;
  private long trainingEnd;
  private long told = -1;

  Optional<Update> read(String line) {
    if (line.indexOf('%') < 0) {
      return Optional.empty();
    }
    Matcher bar = BAR.matcher(line);
    if (!bar.find()) {
      return Optional.empty();
    }
    Matcher part = PART.matcher(bar.group(5));
    Fields fields = new Fields();
    while (part.find()) {
      Numbers.parse(part.group(2)).ifPresent(value -> fields.put(part.group(1), value));
    }
    if (fields.has(Meaning.LOSS) || fields.has(Meaning.VALIDATION_LOSS)) {
      return named(fields, bar);
    }
    if (!bar.group(1).isBlank()) {
      return Optional.empty();
    }
    done = Long.parseLong(bar.group(3));
    end = Long.parseLong(bar.group(4));
    // It is drawn again after every line; that is no news.
    boolean moved = end == trainingEnd && done != told;
    return moved ? position() : Optional.empty();
  }

  private static Optional<Update> named(Fields fields, Matcher bar) {
    Matcher epoch = EPOCH.matcher(bar.group(1));
    long batches = Long.parseLong(bar.group(4));
    if (epoch.find() && batches > 0) {
      double part = (double) Long.parseLong(bar.group(3)) / batches;
      fields.set(Meaning.EPOCH, Long.parseLong(epoch.group(1)) + part);
    }
    return fields.withLoss("loop bar");
  }

  private Optional<Update> position() {
    told = done;
    return new Fields()
        .set(Meaning.STEP, (double) done)
        .set(Meaning.PLANNED_STEPS, (double) end)
        .any("progress bar");
  }

  /**
   * A line with a loss came: the bar that stood is the training's.
   *
   * @param before what stands before it on its line: a bar, where both were drawn at once
   */
  void trains(Fields fields, String before) {
    Matcher bar = BAR.matcher(before);
    if (bar.find() && bar.group(1).isBlank()) {
      done = Long.parseLong(bar.group(3));
      end = Long.parseLong(bar.group(4));
    }
    if (end > 0 && trainingEnd == 0) {
      trainingEnd = end;
    }
    if (trainingEnd > 0 && end == trainingEnd) {
      told = done;
      fields.set(Meaning.STEP, (double) done);
      fields.set(Meaning.PLANNED_STEPS, (double) end);
    }
  }

  void restarted() {
    done = 0;
    end = 0;
    trainingEnd = 0;
    told = -1;
  }
}
