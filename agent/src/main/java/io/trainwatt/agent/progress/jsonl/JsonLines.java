package io.trainwatt.agent.progress.jsonl;

import io.trainwatt.agent.progress.reading.LineParser;
import io.trainwatt.agent.progress.update.Fields;
import io.trainwatt.agent.progress.update.Meaning;
import io.trainwatt.agent.progress.update.Update;
import java.util.Optional;

/**
 * A file of JSON lines: those count that have a loss, or a step and more. Other files of JSON (data
 * sets, traces) have neither.
 */
public final class JsonLines implements LineParser {

  private static final String FORMAT = "json line";

  @Override
  public Optional<Update> line(String line) {
    Optional<Fields> fields = JsonLine.read(line.strip());
    if (fields.isEmpty()) {
      return Optional.empty();
    }
    Optional<Update> loss = fields.get().withLoss(FORMAT);
    if (loss.isPresent() || !hasStepAndMore(fields.get())) {
      return loss;
    }
    return fields.get().any(FORMAT);
  }

  private static boolean hasStepAndMore(Fields fields) {
    return fields.has(Meaning.STEP)
        && (fields.has(Meaning.LEARNING_RATE)
            || fields.has(Meaning.TOKENS)
            || fields.has(Meaning.SAMPLES)
            || fields.has(Meaning.EPOCH));
  }

  @Override
  public String silence() {
    return "no JSON object with a loss";
  }
}
