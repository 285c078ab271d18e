package io.trainwatt.pipeline.account;

import io.trainwatt.events.progress.Loss;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * A gauge as one rank said it at a time. The lowest rank that says it speaks for the job.
 *
 * @param <T> what it is
 */
record Said<T>(int rank, long wallMicros, T value) {

  /** The newer of two; of the lower rank where the ranks differ. */
  static <T> Optional<Said<T>> newest(Optional<Said<T>> known, Said<T> said) {
    if (known.isEmpty() || said.rank < known.get().rank) {
      return Optional.of(said);
    }
    boolean replaces = said.rank == known.get().rank && said.wallMicros >= known.get().wallMicros;
    return replaces ? Optional.of(said) : known;
  }

  /** The older of two; of the lower rank where the ranks differ. */
  static <T> Optional<Said<T>> oldest(Optional<Said<T>> known, Said<T> said) {
    if (known.isEmpty() || said.rank < known.get().rank) {
      return Optional.of(said);
    }
    boolean replaces = said.rank == known.get().rank && said.wallMicros < known.get().wallMicros;
    return replaces ? Optional.of(said) : known;
  }

  static <T> void write(
      Optional<Said<T>> said, StateWriter out, BiConsumer<StateWriter, T> writeValue) {
    out.flag(said.isPresent());
    if (said.isPresent()) {
      out.number(said.get().rank);
      out.number(said.get().wallMicros);
      writeValue.accept(out, said.get().value);
    }
  }

  static <T> Optional<Said<T>> read(StateReader in, Function<StateReader, T> readValue) {
    if (!in.flag()) {
      return Optional.empty();
    }
    int rank = in.count();
    long wallMicros = in.number();
    return Optional.of(new Said<>(rank, wallMicros, readValue.apply(in)));
  }

  static void writeLoss(StateWriter out, Loss loss) {
    switch (loss) {
      case Loss.Finite(double value) -> out.real(value);
      case Loss.NonFinite.NAN -> out.real(Double.NaN);
      case Loss.NonFinite.POSITIVE_INFINITY -> out.real(Double.POSITIVE_INFINITY);
      case Loss.NonFinite.NEGATIVE_INFINITY -> out.real(Double.NEGATIVE_INFINITY);
    }
  }

  static Loss readLoss(StateReader in) {
    return Loss.of(in.real());
  }
}
