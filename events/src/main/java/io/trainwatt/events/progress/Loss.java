package io.trainwatt.events.progress;

/** A loss as a training reports it: a number, or the fact that it is none. */
public sealed interface Loss {

  /**
   * A finite loss.
   *
   * @param value any finite number
   */
  record Finite(double value) implements Loss {
    /**
     * @throws IllegalArgumentException if not finite
     */
    public Finite {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("loss is not finite");
      }
    }
  }

  /** A loss that is no number: data, worth an alert, never dropped. */
  enum NonFinite implements Loss {
    NAN,
    POSITIVE_INFINITY,
    NEGATIVE_INFINITY
  }

  /** Of any double. */
  static Loss of(double value) {
    if (Double.isNaN(value)) {
      return NonFinite.NAN;
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? NonFinite.POSITIVE_INFINITY : NonFinite.NEGATIVE_INFINITY;
    }
    return new Finite(value);
  }
}
