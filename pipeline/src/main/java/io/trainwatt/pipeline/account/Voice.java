package io.trainwatt.pipeline.account;

import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.Comparator;
import java.util.Optional;

/**
 * Who is believed, where several ranks and sources tell the same: the lowest rank, and of its
 * sources the hook, which the training itself speaks through, before any that is read from outside.
 */
record Voice(int rank, String source) {
  private static final Comparator<Voice> BEST_FIRST =
      Comparator.comparingInt(Voice::rank)
          .thenComparing(voice -> !voice.source.equals("hook"))
          .thenComparing(Voice::source);

  /** Whether it is to be heard, where another was heard before. */
  boolean speaksBefore(Optional<Voice> known) {
    return known.isEmpty() || BEST_FIRST.compare(this, known.get()) <= 0;
  }

  static void write(Optional<Voice> voice, StateWriter out) {
    out.flag(voice.isPresent());
    if (voice.isPresent()) {
      out.number(voice.get().rank);
      out.text(voice.get().source);
    }
  }

  static Optional<Voice> read(StateReader in) {
    return in.flag() ? Optional.of(new Voice(in.count(), in.text())) : Optional.empty();
  }
}
