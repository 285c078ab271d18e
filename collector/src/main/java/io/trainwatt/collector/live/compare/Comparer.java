package io.trainwatt.collector.live.compare;

import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.CarbonFigure;
import io.trainwatt.events.account.CarbonMethod;
import io.trainwatt.events.account.LossCurve;
import io.trainwatt.events.account.LossMark;
import io.trainwatt.events.account.LossMetric;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/** Makes comparisons. Used once. */
public final class Comparer {
  private static final double MICROS_PER_SECOND = 1e6;
  private static final double MICROGRAMS_PER_GRAM = 1e6;
  private static final double MICROS_PER_UNIT = 1e6;
  private static final double NOTHING = 1e-9;
  // 2 before 16, and both before words.
  private static final Comparator<String> BY_VALUE =
      Comparator.comparingDouble(Comparer::numeric).thenComparing(Comparator.naturalOrder());

  private final Map<String, List<Account.OfRun>> groups;
  private final Question question;
  private final LossMetric metric;
  private final OptionalDouble target;
  private final Optional<String> currency;

  /**
   * What is asked.
   *
   * @param by the label that made the groups, for the answer
   * @param metric absent: validation where every run told it twice at least, else training
   * @param targetLoss absent: the highest of the best losses
   */
  public record Question(
      Optional<String> by, Optional<LossMetric> metric, OptionalDouble targetLoss) {}

  private Comparer(Map<String, List<Account.OfRun>> groups, Question question) {
    this.groups = groups;
    this.question = question;
    this.metric = question.metric().orElseGet(this::chosenMetric);
    this.target = question.targetLoss().isPresent() ? question.targetLoss() : chosenTarget();
    this.currency = commonCurrency();
  }

  private Optional<String> commonCurrency() {
    Set<String> currencies = new TreeSet<>();
    for (Account.OfRun run : all()) {
      if (run.ledger().cost().size() != 1) {
        return Optional.empty();
      }
      currencies.add(run.ledger().cost().getFirst().currency());
    }
    return currencies.size() == 1 ? Optional.of(currencies.iterator().next()) : Optional.empty();
  }

  private OptionalDouble money(Account.OfRun run) {
    return currency.isPresent()
        ? OptionalDouble.of(run.ledger().cost().getFirst().micros() / MICROS_PER_UNIT)
        : OptionalDouble.empty();
  }

  /**
   * Compares.
   *
   * @param groups runs by the way of training they stand for, in the order to be shown; ratios are
   *     over the first. No group is empty.
   * @param hardware finds what a run was measured on
   */
  public static Comparison compare(
      Map<String, List<Account.OfRun>> groups, Question question, Hardware hardware) {
    return new Comparer(groups, question).comparison(hardware);
  }

  private List<Account.OfRun> all() {
    return groups.values().stream().flatMap(List::stream).toList();
  }

  private LossMetric chosenMetric() {
    boolean validated =
        all().stream()
            .map(run -> curve(run, LossMetric.VALIDATION))
            .allMatch(curve -> curve.filter(known -> known.marks().size() >= 2).isPresent());
    return validated ? LossMetric.VALIDATION : LossMetric.TRAINING;
  }

  private OptionalDouble chosenTarget() {
    return all().stream()
        .map(this::curve)
        .flatMap(Optional::stream)
        .mapToDouble(curve -> curve.best().loss())
        .max();
  }

  private Optional<LossCurve> curve(Account.OfRun run) {
    return curve(run, metric);
  }

  private static Optional<LossCurve> curve(Account.OfRun run, LossMetric metric) {
    return run.efficiency().flatMap(known -> known.curve(metric));
  }

  private Comparison comparison(Hardware hardware) {
    List<ComparedRun> runs = new ArrayList<>();
    groups.forEach((group, members) -> members.forEach(member -> runs.add(run(group, member))));
    List<ComparedRun> marked = runs.stream().map(run -> onFront(run, runs)).toList();
    List<ComparedGroup> compared = new ArrayList<>();
    for (String group : groups.keySet()) {
      compared.add(group(group, marked, compared));
    }
    return new Comparison(
        question.by(),
        metric.name().toLowerCase(Locale.ROOT),
        target,
        question.targetLoss().isEmpty(),
        currency,
        compared,
        marked,
        new Reservations(all(), marked, question, metric, hardware).list());
  }

  private ComparedRun run(String group, Account.OfRun run) {
    Optional<LossCurve> curve = curve(run);
    return new ComparedRun(
        run.run(),
        run.name(),
        group,
        run.labels(),
        run.state().name().toLowerCase(Locale.ROOT),
        first(curve),
        best(curve),
        curve
            .flatMap(
                known ->
                    target.isPresent() ? known.reached(target.getAsDouble()) : Optional.empty())
            .map(mark -> toTarget(run, mark)),
        run.ledger().total().energy().microjoules(),
        run.ledger().total().plusMinus().microjoules(),
        (run.ledger().asOfWallMicros() - run.ledger().sinceWallMicros()) / MICROS_PER_SECOND,
        grams(run),
        money(run),
        false);
  }

  private static OptionalDouble first(Optional<LossCurve> curve) {
    return curve.isPresent()
        ? OptionalDouble.of(curve.get().first().loss())
        : OptionalDouble.empty();
  }

  private static OptionalDouble best(Optional<LossCurve> curve) {
    return curve.isPresent()
        ? OptionalDouble.of(curve.get().best().loss())
        : OptionalDouble.empty();
  }

  private ComparedRun.ToTarget toTarget(Account.OfRun run, LossMark mark) {
    long total = run.ledger().total().energy().microjoules();
    double share = total == 0 ? 0 : (double) mark.energy().microjoules() / total;
    return new ComparedRun.ToTarget(
        mark.energy().microjoules(),
        Math.max(0, mark.wallMicros() - run.ledger().sinceWallMicros()) / MICROS_PER_SECOND,
        grams(run).map(grams -> grams * share),
        scaled(money(run), share),
        mark.work().steps(),
        mark.work().tokens());
  }

  private static OptionalDouble scaled(OptionalDouble value, double by) {
    return value.isPresent() ? OptionalDouble.of(value.getAsDouble() * by) : value;
  }

  private static Optional<Double> grams(Account.OfRun run) {
    return run.ledger().carbon().stream()
        .filter(figure -> figure.method() == CarbonMethod.LOCATION_BASED)
        .findFirst()
        .map(CarbonFigure::micrograms)
        .map(micrograms -> micrograms / MICROGRAMS_PER_GRAM);
  }

  private static ComparedRun onFront(ComparedRun run, List<ComparedRun> all) {
    boolean onFront =
        run.bestLoss().isPresent() && all.stream().noneMatch(other -> beats(other, run));
    return new ComparedRun(
        run.id(),
        run.name(),
        run.group(),
        run.labels(),
        run.state(),
        run.firstLoss(),
        run.bestLoss(),
        run.toTarget(),
        run.totalMicrojoules(),
        run.plusMinusMicrojoules(),
        run.totalSeconds(),
        run.totalGrams(),
        run.totalMoney(),
        onFront);
  }

  /** Not worse in either, and better in one. */
  private static boolean beats(ComparedRun one, ComparedRun other) {
    if (one.bestLoss().isEmpty()) {
      return false;
    }
    double loss = one.bestLoss().getAsDouble();
    double otherLoss = other.bestLoss().getAsDouble();
    return loss <= otherLoss
        && one.totalMicrojoules() <= other.totalMicrojoules()
        && (loss < otherLoss || one.totalMicrojoules() < other.totalMicrojoules());
  }

  private static ComparedGroup group(
      String name, List<ComparedRun> runs, List<ComparedGroup> before) {
    List<ComparedRun> members = runs.stream().filter(run -> run.group().equals(name)).toList();
    double[] energies = toTarget(members, reached -> reached.microjoules());
    Optional<Interval> ratio = Optional.empty();
    if (!before.isEmpty()) {
      String base = before.getFirst().name();
      ratio =
          ratio(
              toTarget(
                  runs.stream().filter(run -> run.group().equals(base)).toList(),
                  reached -> reached.microjoules()),
              energies);
    }
    return new ComparedGroup(
        name,
        members.size(),
        energies.length,
        interval(energies),
        interval(toTarget(members, ComparedRun.ToTarget::seconds)),
        interval(toTarget(members, reached -> reached.grams().orElse(Double.NaN))),
        interval(toTarget(members, reached -> reached.money().orElse(Double.NaN))),
        interval(toTarget(members, reached -> number(reached.tokens()))),
        ratio,
        interval(
            members.stream()
                .map(ComparedRun::bestLoss)
                .flatMapToDouble(OptionalDouble::stream)
                .toArray()),
        Interval.of(members.stream().mapToDouble(ComparedRun::totalMicrojoules).toArray()));
  }

  private static double numeric(String value) {
    return value.matches("-?[0-9]{1,15}([.][0-9]{1,15})?")
        ? Double.parseDouble(value)
        : Double.POSITIVE_INFINITY;
  }

  private static double number(OptionalLong count) {
    return count.isPresent() ? count.getAsLong() : Double.NaN;
  }

  /** Of those that came to the target; what one of them does not know is not known of any. */
  private static double[] toTarget(
      List<ComparedRun> runs, ToDoubleFunction<ComparedRun.ToTarget> figure) {
    double[] values =
        runs.stream()
            .map(ComparedRun::toTarget)
            .flatMap(Optional::stream)
            .mapToDouble(figure)
            .toArray();
    for (double value : values) {
      if (Double.isNaN(value)) {
        return new double[0];
      }
    }
    return values;
  }

  private static Optional<Interval> interval(double[] values) {
    return values.length == 0 ? Optional.empty() : Optional.of(Interval.of(values));
  }

  private static Optional<Interval> ratio(double[] base, double[] other) {
    if (base.length == 0 || other.length == 0 || !positive(base) || !positive(other)) {
      return Optional.empty();
    }
    return Optional.of(Interval.ratio(base, other));
  }

  private static boolean positive(double[] values) {
    for (double value : values) {
      if (value < NOTHING) {
        return false;
      }
    }
    return true;
  }

  /**
   * Groups of runs by the values of a label, by value, numbers as such; a run without it is in
   * none.
   */
  public static Map<String, List<Account.OfRun>> byLabel(List<Account.OfRun> runs, String label) {
    Map<String, List<Account.OfRun>> groups = new TreeMap<>(BY_VALUE);
    runs.stream()
        .filter(run -> run.labels().containsKey(label))
        .sorted(Comparator.comparingLong(Account.OfRun::startedWallMicros))
        .forEach(
            run ->
                groups
                    .computeIfAbsent(run.labels().getOrDefault(label, ""), v -> new ArrayList<>())
                    .add(run));
    return groups;
  }
}
