package io.trainwatt.pipeline.watch;

import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.CarbonMethod;
import io.trainwatt.events.account.CostFigure;
import io.trainwatt.events.account.RunForecast;
import io.trainwatt.events.alert.Severity;
import io.trainwatt.pipeline.account.RunEvent;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * A run's budget, from its labels {@code budget_kwh}, {@code budget_kg_co2} and {@code
 * budget_money} or from the collector's settings, or one that it shares with others: forecast to be
 * broken, or broken. One class, told as two rules.
 */
final class OverBudget implements Detector {
  private static final int VERSION = 1;
  private static final double MICROJOULES_PER_KILOWATT_HOUR = 3.6e12;
  private static final double MICROGRAMS_PER_KILOGRAM = 1e9;
  // What is forecast moves a little from step to step.
  private static final double GOES_ON = 0.97;
  private static final String ENERGY = "budget_kwh";
  private static final String CO2 = "budget_kg_co2";
  private static final String MONEY = "budget_money";
  private static final double MILLION = 1e6;
  private static final Spender THE_RUN = new Spender("The run", "has", "is", "its");

  private final boolean broken;
  private final BudgetConfig config;
  private final List<BudgetConfig.Budget> shared;
  private final Cohorts cohorts;
  private final Held held = new Held();
  private Told told = Told.NOTHING;

  private OverBudget(boolean broken, BudgetConfig config, Cohorts cohorts) {
    this.broken = broken;
    this.config = config;
    this.shared = config.shared();
    this.cohorts = cohorts;
  }

  /** Forecast to be broken. */
  static OverBudget atRisk(BudgetConfig config, Cohorts cohorts) {
    return new OverBudget(false, config, cohorts);
  }

  /** Broken. */
  static OverBudget broken(BudgetConfig config, Cohorts cohorts) {
    return new OverBudget(true, config, cohorts);
  }

  @Override
  public String rule() {
    return broken ? "BudgetBroken" : "BudgetAtRisk";
  }

  @Override
  public Severity severity() {
    return broken ? Severity.CRITICAL : Severity.WARNING;
  }

  /** Whose budget it is, and the words that follow. */
  private record Spender(String who, String has, String is, String its) {}

  /**
   * A budget and what stands against it, in its own unit.
   *
   * @param by whom it was used
   * @param more expected until the planned end; absent where that is not known
   */
  private record Spent(
      Spender by, String label, String unit, double limit, double used, Optional<double[]> more) {
    double expected() {
      return used + (more.isPresent() ? more.get()[1] : 0);
    }

    boolean isOver(boolean now, double share) {
      return (now ? used : expected()) > limit * share;
    }
  }

  @Override
  public void observe(RunEvent event) {
    if (event instanceof RunEvent.Accounted(Account.OfRun account, var ignored)) {
      look(account);
    }
  }

  private void look(Account.OfRun account) {
    Optional<Spent> worst = worst(worst(energy(account), co2(account)), money(account));
    for (BudgetConfig.Budget budget : shared) {
      if (budget.isFor(account.name(), account.labels())) {
        if (!cohorts.isWhole()) {
          // What others used is not known yet.
          return;
        }
        Optional<Cohorts.Total> total = cohorts.total(budget, account);
        worst = total.isPresent() ? worst(worst, shared(budget, total.get())) : worst;
      }
    }
    boolean begins = worst.isPresent() && worst.get().isOver(broken, 1);
    // A budget that is broken is never at risk.
    boolean begun = broken ? begins : begins && !worst.get().isOver(true, 1);
    boolean goesOn =
        worst.isPresent()
            && worst.get().isOver(broken, GOES_ON)
            && (broken || !worst.get().isOver(true, 1));
    held.look(begun, goesOn, account.ledger().asOfWallMicros(), 0);
    worst.ifPresent(this::tell);
  }

  private static Optional<Spent> shared(BudgetConfig.Budget budget, Cohorts.Total total) {
    String runs = "%d runs of %s".formatted(total.runs(), budget.whose());
    String whole =
        total.gaveWay() == 0
            ? runs
            : "%s (%d of them without later corrections)".formatted(runs, total.gaveWay());
    Spender by = new Spender(whole, "have", "are", "their");
    Optional<Spent> worst =
        worst(
            shared(by, budget, "kwh", "kWh", total.energy(), MICROJOULES_PER_KILOWATT_HOUR),
            shared(by, budget, "kg_co2", "kg CO2", total.co2(), MICROGRAMS_PER_KILOGRAM));
    for (Map.Entry<String, Cohorts.Sum> money : total.money().entrySet()) {
      worst = worst(worst, shared(by, budget, "money", money.getKey(), money.getValue(), MILLION));
    }
    return worst;
  }

  private static Optional<Spent> shared(
      Spender by,
      BudgetConfig.Budget budget,
      String kind,
      String unit,
      Cohorts.Sum sum,
      double scale) {
    Double limit = budget.limits().get(kind);
    return limit == null
        ? Optional.empty()
        : Optional.of(
            new Spent(
                by,
                "budget of " + budget.whose(),
                unit,
                limit,
                sum.used() / scale,
                Optional.of(
                    new double[] {sum.low() / scale, sum.middle() / scale, sum.high() / scale})));
  }

  private static Optional<Spent> worst(Optional<Spent> one, Optional<Spent> other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.isEmpty() ? other : one;
    }
    double first = one.get().expected() / one.get().limit;
    return first >= other.get().expected() / other.get().limit ? one : other;
  }

  private Optional<Spent> energy(Account.OfRun account) {
    OptionalDouble limit = limit(account, ENERGY);
    if (limit.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Spent(
            THE_RUN,
            ENERGY,
            "kWh",
            limit.getAsDouble(),
            account.ledger().total().energy().microjoules() / MICROJOULES_PER_KILOWATT_HOUR,
            RestOfRun.of(account)
                .map(RunForecast.Figures::microjoules)
                .map(range -> of(range, MICROJOULES_PER_KILOWATT_HOUR))));
  }

  private Optional<Spent> co2(Account.OfRun account) {
    OptionalDouble limit = limit(account, CO2);
    Optional<Double> used =
        account.ledger().carbon().stream()
            .filter(figure -> figure.method() == CarbonMethod.LOCATION_BASED)
            .map(figure -> figure.micrograms() / MICROGRAMS_PER_KILOGRAM)
            .findFirst();
    if (limit.isEmpty() || used.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Spent(
            THE_RUN,
            CO2,
            "kg CO2",
            limit.getAsDouble(),
            used.get(),
            RestOfRun.of(account)
                .flatMap(RunForecast.Figures::micrograms)
                .map(range -> of(range, MICROGRAMS_PER_KILOGRAM))));
  }

  // In the one currency in which the run's energy is paid.
  private Optional<Spent> money(Account.OfRun account) {
    OptionalDouble limit = limit(account, MONEY);
    if (limit.isEmpty() || account.ledger().cost().size() != 1) {
      return Optional.empty();
    }
    CostFigure cost = account.ledger().cost().getFirst();
    return Optional.of(
        new Spent(
            THE_RUN,
            MONEY,
            cost.currency(),
            limit.getAsDouble(),
            cost.micros() / MILLION,
            RestOfRun.of(account)
                .flatMap(RunForecast.Figures::money)
                .map(money -> of(money.micros(), MILLION))));
  }

  private OptionalDouble limit(Account.OfRun account, String label) {
    return config.limit(account.name(), account.labels(), label);
  }

  private static double[] of(RunForecast.Range range, double unit) {
    return new double[] {range.low() / unit, range.middle() / unit, range.high() / unit};
  }

  private void tell(Spent spent) {
    Map<String, String> evidence = new TreeMap<>();
    evidence.put(spent.label, Words.number(spent.limit) + " " + spent.unit);
    evidence.put("used", Words.number(spent.used) + " " + spent.unit);
    spent.more.ifPresent(
        more ->
            evidence.put(
                "expectedAtTheEnd",
                "%s %s (%s to %s)"
                    .formatted(
                        Words.number(spent.used + more[1]),
                        spent.unit,
                        Words.number(spent.used + more[0]),
                        Words.number(spent.used + more[2]))));
    told =
        new Told(
            broken
                ? "%s %s used %s %s of %s budget of %s."
                    .formatted(
                        spent.by.who,
                        spent.by.has,
                        Words.number(spent.used),
                        spent.unit,
                        spent.by.its,
                        Words.number(spent.limit))
                : "%s %s expected to need %s %s, over %s budget of %s."
                    .formatted(
                        spent.by.who,
                        spent.by.is,
                        Words.number(spent.expected()),
                        spent.unit,
                        spent.by.its,
                        Words.number(spent.limit)),
            evidence);
  }

  @Override
  public Verdict verdict() {
    return told.verdict(
        held,
        broken
            ? "Stop the run, or raise the budget."
            : "Plan fewer steps, a smaller model or a cheaper way, or raise the budget, while"
                + " little is spent.");
  }

  @Override
  public void write(StateWriter out) {
    out.number(VERSION);
    held.write(out);
    told.write(out);
  }

  @Override
  public void read(StateReader in) {
    in.version(rule(), VERSION);
    held.read(in);
    told = Told.read(in);
  }
}
