package io.trainwatt.events.progress;

import java.util.OptionalLong;

/**
 * Work since first seen: 0 at first sight, only grows, repeated steps are work again. A kind is
 * absent when the source never says it.
 */
public record Work(
    OptionalLong steps, OptionalLong tokens, OptionalLong samples, OptionalLong gigaflops) {

  /** Nothing said. */
  public static final Work NONE =
      new Work(
          OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

  /**
   * @throws IllegalArgumentException if any is negative
   */
  public Work {
    notNegative("work.steps", steps);
    notNegative("work.tokens", tokens);
    notNegative("work.samples", samples);
    notNegative("work.gigaflops", gigaflops);
  }

  private static void notNegative(String field, OptionalLong value) {
    if (value.isPresent() && value.getAsLong() < 0) {
      throw new IllegalArgumentException(field + " is negative: " + value.getAsLong());
    }
  }

  /** Kind by kind; present where either is. */
  public Work plus(Work other) {
    return new Work(
        plus(steps, other.steps),
        plus(tokens, other.tokens),
        plus(samples, other.samples),
        plus(gigaflops, other.gigaflops));
  }

  private static OptionalLong plus(OptionalLong a, OptionalLong b) {
    if (a.isEmpty()) {
      return b;
    }
    return b.isEmpty() ? a : OptionalLong.of(Math.addExact(a.getAsLong(), b.getAsLong()));
  }
}
