package io.trainwatt.pipeline.forecast;

import java.util.List;
import java.util.Locale;

/**
 * How the learning rate was declared to go. Pure.
 *
 * @param kind its family
 * @param drops where it drops, as shares of the run (at most 1) or as steps (above 1)
 */
public record Schedule(Kind kind, List<Double> drops) {
  /** Families of schedules. */
  public enum Kind {
    /** Stays as it is after a warm-up. */
    CONSTANT,
    /** Half a cosine from the peak to the end. */
    COSINE,
    /** A straight line from the peak to the end. */
    LINEAR,
    /** Drops at declared places. */
    STEPS,
    /** Constant, then a decay near the end: when is not declared. */
    STABLE_THEN_DECAY,
    /** One over the root of the step. */
    INVERSE_ROOT,
    /** Falls and rises again. */
    CYCLIC,
    /** A name that means nothing to us, or none at all. */
    UNKNOWN
  }

  /** Nothing was declared. */
  public static final Schedule UNDECLARED = new Schedule(Kind.UNKNOWN, List.of());

  /**
   * @throws IllegalArgumentException if a drop is not a positive number
   */
  public Schedule {
    drops = drops.stream().sorted().toList();
    if (drops.stream().anyMatch(drop -> !(drop > 0) || drop.isInfinite())) {
      throw new IllegalArgumentException("a drop must be a positive number: " + drops);
    }
  }

  /**
   * By the name under which frameworks and papers know it: {@code cosine}, {@code
   * constant_with_warmup}, {@code MultiStepLR}, {@code wsd}. A name that is not known becomes
   * {@link Kind#UNKNOWN}, never a guess.
   */
  public static Schedule declared(String name, List<Double> drops) {
    String word = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
    Kind kind = kind(word);
    return new Schedule(kind == Kind.UNKNOWN && !drops.isEmpty() ? Kind.STEPS : kind, drops);
  }

  private static Kind kind(String word) {
    if (has(word, "onecycle")) {
      return Kind.UNKNOWN;
    }
    if (has(word, "restart", "cycl", "sgdr")) {
      return Kind.CYCLIC;
    }
    if (has(word, "wsd", "stable", "trapez")) {
      return Kind.STABLE_THEN_DECAY;
    }
    if (has(word, "cos")) {
      return Kind.COSINE;
    }
    if (has(word, "invsqrt", "inversesq", "inverseroot", "rsqrt", "noam")) {
      return Kind.INVERSE_ROOT;
    }
    if (has(word, "step", "piecewise", "milestone", "drop")) {
      return Kind.STEPS;
    }
    if (has(word, "const", "fixed", "flat")) {
      return Kind.CONSTANT;
    }
    return has(word, "linear") ? Kind.LINEAR : Kind.UNKNOWN;
  }

  private static boolean has(String word, String... parts) {
    for (String part : parts) {
      if (word.contains(part)) {
        return true;
      }
    }
    return false;
  }
}
