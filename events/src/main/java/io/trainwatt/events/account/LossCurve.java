package io.trainwatt.events.account;

import io.trainwatt.events.progress.Work;
import io.trainwatt.events.quantity.Energy;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * When a run's loss was first as low as that: losses fall strictly, energies and times never do.
 * Between two marks both are taken to go in a straight line.
 *
 * @param marks oldest first, never empty
 */
public record LossCurve(LossMetric metric, List<LossMark> marks) {
  private static final double PERCENT = 0.01;

  /**
   * @throws IllegalArgumentException if there is no mark, or losses do not fall, or energies do
   */
  public LossCurve {
    marks = List.copyOf(marks);
    if (marks.isEmpty()) {
      throw new IllegalArgumentException("a loss curve without marks");
    }
    for (int i = 1; i < marks.size(); i++) {
      LossMark before = marks.get(i - 1);
      LossMark mark = marks.get(i);
      if (mark.loss() >= before.loss()
          || mark.energy().compareTo(before.energy()) < 0
          || mark.wallMicros() < before.wallMicros()) {
        throw new IllegalArgumentException("loss curve is out of order at mark " + i);
      }
    }
  }

  /** The first of all. */
  public LossMark first() {
    return marks.getFirst();
  }

  /** The lowest loss so far. */
  public LossMark best() {
    return marks.getLast();
  }

  /**
   * What had been used when the loss was first as low as this.
   *
   * @return absent when it never was; the first mark where the run began lower
   */
  public Optional<LossMark> reached(double loss) {
    if (loss < best().loss() || Double.isNaN(loss)) {
      return Optional.empty();
    }
    int after = 0;
    while (marks.get(after).loss() > loss) {
      after++;
    }
    LossMark to = marks.get(after);
    if (after == 0 || to.loss() == loss) {
      return Optional.of(to);
    }
    LossMark from = marks.get(after - 1);
    double share = (from.loss() - loss) / (from.loss() - to.loss());
    return Optional.of(
        new LossMark(
            loss,
            Energy.ofMicrojoules(
                between(from.energy().microjoules(), to.energy().microjoules(), share)),
            between(from.wallMicros(), to.wallMicros(), share),
            between(from.work(), to.work(), share)));
  }

  /** Joules for each unit by which the loss fell, over the whole curve; absent while it did not. */
  public OptionalDouble joulesPerUnit() {
    double fell = first().loss() - best().loss();
    return fell > 0
        ? OptionalDouble.of(best().energy().minus(first().energy()).joules() / fell)
        : OptionalDouble.empty();
  }

  /** Energy for the latest 1 % of the best loss; absent while the loss fell by less than that. */
  public Optional<Energy> lastPercent() {
    double before = best().loss() + PERCENT * Math.abs(best().loss());
    if (before > first().loss() || before == best().loss()) {
      return Optional.empty();
    }
    return reached(before).map(mark -> best().energy().minus(mark.energy()));
  }

  private static long between(long from, long to, double share) {
    return from + Math.min(to - from, Math.round((to - from) * share));
  }

  private static Work between(Work from, Work to, double share) {
    return new Work(
        between(from.steps(), to.steps(), share),
        between(from.tokens(), to.tokens(), share),
        between(from.samples(), to.samples(), share),
        between(from.gigaflops(), to.gigaflops(), share));
  }

  private static OptionalLong between(OptionalLong from, OptionalLong to, double share) {
    return from.isPresent() && to.isPresent()
        ? OptionalLong.of(between(from.getAsLong(), to.getAsLong(), share))
        : OptionalLong.empty();
  }
}
