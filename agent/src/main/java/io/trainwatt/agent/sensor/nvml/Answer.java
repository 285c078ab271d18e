package io.trainwatt.agent.sensor.nvml;

import java.util.OptionalLong;

/** What the library says to one question. */
sealed interface Answer {
  /**
   * A number.
   *
   * @param number in the unit of the question
   */
  record Value(long number) implements Answer {}

  /** No number, and why. */
  record Refused(NvmlFunction function, int code) implements Answer {
    String words() {
      return "%s: %s".formatted(function.symbol(), ReturnCode.words(code));
    }
  }

  /** The number, if there is one. */
  default OptionalLong value() {
    return this instanceof Value value ? OptionalLong.of(value.number()) : OptionalLong.empty();
  }

  /** The number, if there is one in this range: what is outside it is absurd and not believed. */
  default OptionalLong within(long least, long most) {
    OptionalLong number = value();
    return number.isPresent() && number.getAsLong() >= least && number.getAsLong() <= most
        ? number
        : OptionalLong.empty();
  }
}
