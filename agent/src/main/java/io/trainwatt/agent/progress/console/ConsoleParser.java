package io.trainwatt.agent.progress.console;

import io.trainwatt.agent.progress.jsonl.JsonLine;
import io.trainwatt.agent.progress.mllog.MlLogLine;
import io.trainwatt.agent.progress.reading.LineParser;
import io.trainwatt.agent.progress.update.Meaning;
import io.trainwatt.agent.progress.update.Update;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads progress from the lines of one output, whatever framework prints them. Most lines are
 * understood by themselves; bars count within an epoch or a loop, so of those before is kept which
 * epoch it is and what loop trains.
 *
 * <p>Where a line is taken for what it is not, the named number is wrong, never more: but for forms
 * that leave no doubt, a line needs a loss to be read at all. Where ranks print to one output and a
 * launcher names them ({@code 0: }, {@code [rank0]:}), the first that tells a loss is heard. Used
 * by one thread.
 */
public final class ConsoleParser implements LineParser {

  private static final Pattern RANK =
      Pattern.compile("^\\s*(?:\\[(?:rank|default)?(\\d{1,6})\\]\\s?:?|(\\d{1,6}):)\\s");

  private final KerasBar keras = new KerasBar();
  private final LoopBar loop = new LoopBar();
  private OptionalLong speaker = OptionalLong.empty();

  @Override
  public Optional<Update> line(String line) {
    // Nearly every line ends here, at the cost of a few searches.
    if (!Signs.mayTell(line)) {
      return Optional.empty();
    }
    Matcher rank = RANK.matcher(line);
    if (!rank.find()) {
      return read(line);
    }
    long number = Long.parseLong(rank.group(1) != null ? rank.group(1) : rank.group(2));
    if (speaker.isPresent() && speaker.getAsLong() != number) {
      return Optional.empty();
    }
    Optional<Update> update = read(line.substring(rank.end()));
    if (update.isPresent() && update.get().loss().isPresent()) {
      speaker = OptionalLong.of(number);
    }
    return update;
  }

  private Optional<Update> read(String line) {
    return MlLogLine.read(line)
        .or(() -> keras.read(line))
        .or(() -> braced(line))
        .or(() -> MegatronLine.read(line))
        .or(() -> DeepSpeedLine.read(line))
        .or(() -> loop.read(line))
        .or(() -> WordsLine.read(line))
        .or(() -> Notice.read(line));
  }

  private Optional<Update> braced(String line) {
    int brace = line.indexOf('{');
    if (brace < 0) {
      return Optional.empty();
    }
    String text = line.substring(brace).strip();
    Optional<Update> update = JsonLine.read(text).flatMap(fields -> fields.withLoss("json line"));
    if (update.isPresent()) {
      return update;
    }
    return PythonDict.read(text)
        .flatMap(
            fields -> {
              // Its own line has no step; the bar that the Trainer draws beside it has.
              if (fields.has(Meaning.LOSS) && !fields.has(Meaning.STEP)) {
                loop.trains(fields, line.substring(0, brace));
              }
              return fields.withLoss("python dict");
            });
  }

  @Override
  public void restarted() {
    speaker = OptionalLong.empty();
    keras.restarted();
    loop.restarted();
  }
}
