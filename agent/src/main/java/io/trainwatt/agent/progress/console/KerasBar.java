package io.trainwatt.agent.progress.console;

import io.trainwatt.agent.progress.update.Fields;
import io.trainwatt.agent.progress.update.Meaning;
import io.trainwatt.agent.progress.update.Numbers;
import io.trainwatt.agent.progress.update.Update;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keras' bars, {@code Epoch 2/5} and then {@code 30/100 ━━━━ 1s 2ms/step - loss: 0.42}: the step is
 * that of all epochs, as each has as many batches. The loss is its mean over the epoch so far, as
 * Keras shows it.
 */
final class KerasBar {

  private static final Pattern EPOCH = Pattern.compile("^\\s*Epoch (\\d{1,9})/(\\d{1,9})\\s*$");
  private static final Pattern BAR =
      Pattern.compile(
          "(?<![\\d/.])(\\d{1,12})/(\\d{1,12}) (?:[━\\s]*━|\\[[=>.]*\\]|-)\\s.*?(?:s|step)\\b");
  private static final Pattern PART =
      Pattern.compile(" - (\\w{1,64}): " + Numbers.PATTERN, Pattern.CASE_INSENSITIVE);

  private long epoch;
  private long epochs;

  Optional<Update> read(String line) {
    if (line.indexOf('/') < 0) {
      return Optional.empty();
    }
    Matcher begins = EPOCH.matcher(line);
    if (begins.find()) {
      epoch = Long.parseLong(begins.group(1));
      epochs = Long.parseLong(begins.group(2));
      return Optional.empty();
    }
    if (!line.contains(" - ")) {
      return Optional.empty();
    }
    Matcher bar = BAR.matcher(line);
    if (!bar.find()) {
      return Optional.empty();
    }
    Fields fields = new Fields();
    Matcher part = PART.matcher(line);
    int from = bar.end(2);
    while (part.find(from)) {
      Numbers.parse(part.group(2)).ifPresent(value -> fields.put(part.group(1), value));
      from = part.end();
    }
    // Outside an epoch it is a bar of evaluate() or predict().
    if (epoch == 0) {
      fields.lossIsOfValidation();
    } else {
      place(fields, Long.parseLong(bar.group(1)), Long.parseLong(bar.group(2)));
    }
    return fields.withLoss("keras");
  }

  private void place(Fields fields, long batch, long batches) {
    if (batch <= batches && batches < Integer.MAX_VALUE && epochs < Integer.MAX_VALUE) {
      fields.set(Meaning.STEP, (double) ((epoch - 1) * batches + batch));
      fields.set(Meaning.PLANNED_STEPS, (double) (epochs * batches));
      fields.set(Meaning.EPOCH, epoch - 1 + (double) batch / Math.max(1, batches));
    }
  }

  void restarted() {
    epoch = 0;
    epochs = 0;
  }
}
