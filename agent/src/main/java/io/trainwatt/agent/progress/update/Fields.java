package io.trainwatt.agent.progress.update;

import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.progress.Phase;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Named numbers of one line or record, on their way to an {@link Update}. A name that means nothing
 * is left out; of several that mean the same the best is kept.
 */
public final class Fields {

  private static final double WHOLE_BOUND = 1L << 53;
  private static final double GIGA = 1e9;

  private final Map<Meaning, Double> numbers = new EnumMap<>(Meaning.class);
  private final Map<Meaning, Integer> ranks = new EnumMap<>(Meaning.class);
  private Optional<Phase> phase = Optional.empty();
  private OptionalLong wallMicros = OptionalLong.empty();

  /** A number under the name that a trainer gave it. */
  public Fields put(String name, double value) {
    Optional<Meaning.Named> named = Meaning.of(name);
    named.ifPresent(n -> set(n.meaning(), n.rank(), value));
    return this;
  }

  /** A number whose meaning the place says; it goes before names. */
  public Fields set(Meaning meaning, double value) {
    set(meaning, -1, value);
    return this;
  }

  /** A newer number of this meaning. */
  public void replace(Meaning meaning, double value) {
    numbers.put(meaning, value);
    ranks.put(meaning, -1);
  }

  private void set(Meaning meaning, int rank, double value) {
    if (rank < ranks.getOrDefault(meaning, Integer.MAX_VALUE)) {
      ranks.put(meaning, rank);
      numbers.put(meaning, value);
    }
  }

  /** A number as text, as far as it is one. */
  public Fields set(Meaning meaning, String text) {
    OptionalDouble value = Numbers.parse(text);
    return value.isPresent() ? set(meaning, value.getAsDouble()) : this;
  }

  /** What the run is doing, where more than numbers tells it. */
  public Fields phase(Phase said) {
    phase = Optional.of(said);
    return this;
  }

  /** When it was written, microseconds since 1970 UTC. */
  public Fields at(long micros) {
    wallMicros = OptionalLong.of(micros);
    return this;
  }

  /** Whether any number has this meaning. */
  public boolean has(Meaning meaning) {
    return numbers.containsKey(meaning);
  }

  /** A number, as it was put. */
  public OptionalDouble number(Meaning meaning) {
    Double value = numbers.get(meaning);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /** In a folder or section of validation, what is called the loss is the validation loss. */
  public void lossIsOfValidation() {
    Double loss = numbers.remove(Meaning.LOSS);
    if (loss != null) {
      set(Meaning.VALIDATION_LOSS, loss);
    }
  }

  /** What a line says that needs a loss to be believed; else it is taken for any other line. */
  public Optional<Update> withLoss(String format) {
    boolean believed = has(Meaning.LOSS) || has(Meaning.VALIDATION_LOSS) || isSummary();
    return believed ? Optional.of(update(format)) : Optional.empty();
  }

  /** What a line says whose form leaves no doubt, if any of it is of use. */
  public Optional<Update> any(String format) {
    return numbers.isEmpty() && phase.isEmpty() ? Optional.empty() : Optional.of(update(format));
  }

  /** Where tokens are counted, other lines have a runtime too; but the last has no plain loss. */
  private boolean isSummary() {
    return has(Meaning.SUMMARY) && ranks.getOrDefault(Meaning.LOSS, Integer.MAX_VALUE) != 0;
  }

  private Update update(String format) {
    // The Trainer's last line: its loss is the mean over the whole training, not the latest.
    boolean summary = isSummary();
    Optional<Loss> loss = summary ? Optional.empty() : loss(Meaning.LOSS);
    Optional<Loss> validation = loss(Meaning.VALIDATION_LOSS);
    return new Update(
        format,
        wallMicros,
        phase.or(() -> toldBy(summary, loss, validation)),
        whole(Meaning.STEP, 1),
        whole(Meaning.PLANNED_STEPS, 1),
        whole(Meaning.TOKENS, 1),
        whole(Meaning.SAMPLES, 1),
        has(Meaning.GIGAFLOPS) ? whole(Meaning.GIGAFLOPS, 1) : whole(Meaning.FLOPS, GIGA),
        loss,
        validation,
        finite(Meaning.LEARNING_RATE),
        finite(Meaning.EPOCH));
  }

  private Optional<Phase> toldBy(boolean summary, Optional<Loss> loss, Optional<Loss> validation) {
    if (summary) {
      return Optional.of(Phase.FINISHED);
    }
    if (loss.isPresent() || (has(Meaning.STEP) && validation.isEmpty())) {
      return Optional.of(Phase.TRAINING);
    }
    return validation.map(v -> Phase.EVALUATION);
  }

  private Optional<Loss> loss(Meaning meaning) {
    Double value = numbers.get(meaning);
    return value == null ? Optional.empty() : Optional.of(Loss.of(value));
  }

  private OptionalDouble finite(Meaning meaning) {
    Double value = numbers.get(meaning);
    return value != null && Double.isFinite(value)
        ? OptionalDouble.of(value)
        : OptionalDouble.empty();
  }

  private OptionalLong whole(Meaning meaning, double unit) {
    Double value = numbers.get(meaning);
    if (value == null || !(value >= 0)) {
      return OptionalLong.empty();
    }
    double units = unit == 1 ? value : Math.floor(value / unit);
    return units == Math.rint(units) && units < WHOLE_BOUND
        ? OptionalLong.of((long) units)
        : OptionalLong.empty();
  }
}
