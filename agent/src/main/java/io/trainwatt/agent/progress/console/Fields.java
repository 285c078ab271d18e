package io.trainwatt.agent.progress.console;

import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.progress.Phase;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Named numbers of a line, under the names that trainers give them. */
final class Fields {

  private static final List<String> LOSS = List.of("loss", "train_loss", "train/loss", "lm loss");
  private static final List<String> VALIDATION_LOSS =
      List.of(
          "val_loss",
          "eval_loss",
          "valid_loss",
          "validation_loss",
          "val/loss",
          "eval/loss",
          "validation/loss");
  private static final List<String> STEP =
      List.of("step", "global_step", "iter", "iteration", "train/global_step");
  private static final List<String> PLANNED = List.of("max_steps", "total_steps", "planned_steps");
  private static final List<String> TOKENS =
      List.of("num_input_tokens_seen", "tokens_seen", "total_tokens", "consumed_tokens", "tokens");
  private static final List<String> SAMPLES =
      List.of("samples_seen", "consumed_samples", "total_samples", "samples");
  private static final List<String> RATE = List.of("learning_rate", "lr", "train/learning_rate");
  private static final List<String> EPOCH = List.of("epoch", "train/epoch");
  // The Trainer's last line: its loss is the mean over the whole training, not the latest.
  private static final String SUMMARY = "train_runtime";

  private final Map<String, Double> numbers = new HashMap<>();

  void put(String name, double value) {
    numbers.putIfAbsent(name.toLowerCase(Locale.ROOT), value);
  }

  Optional<ConsoleUpdate> update(ConsoleFormat format) {
    boolean summary = numbers.containsKey(SUMMARY);
    Optional<Loss> loss = summary ? Optional.empty() : loss(LOSS);
    Optional<Loss> validation = loss(VALIDATION_LOSS);
    if (!summary && loss.isEmpty() && validation.isEmpty()) {
      return Optional.empty();
    }
    Phase phase = summary ? Phase.FINISHED : loss.isPresent() ? Phase.TRAINING : Phase.EVALUATION;
    return Optional.of(
        new ConsoleUpdate(
            format,
            phase,
            whole(STEP),
            whole(PLANNED),
            whole(TOKENS),
            whole(SAMPLES),
            loss,
            validation,
            finite(RATE),
            finite(EPOCH)));
  }

  private Optional<Double> first(List<String> names) {
    for (String name : names) {
      Double value = numbers.get(name);
      if (value != null) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }

  private Optional<Loss> loss(List<String> names) {
    return first(names).map(Loss::of);
  }

  private OptionalDouble finite(List<String> names) {
    Optional<Double> value = first(names).filter(Double::isFinite);
    return value.isPresent() ? OptionalDouble.of(value.get()) : OptionalDouble.empty();
  }

  private OptionalLong whole(List<String> names) {
    Optional<Double> value = first(names).filter(v -> v >= 0 && v == Math.rint(v) && v < 1L << 53);
    return value.isPresent() ? OptionalLong.of(value.get().longValue()) : OptionalLong.empty();
  }
}
