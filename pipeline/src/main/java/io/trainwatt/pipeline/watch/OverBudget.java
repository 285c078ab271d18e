package io.trainwatt.pipeline.watch;

import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.CarbonMethod;
import io.trainwatt.events.account.CostFigure;
import io.trainwatt.events.account.RunForecast;
import io.trainwatt.events.alert.Severity;
import io.trainwatt.pipeline.account.RunEvent;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * A run's budget, from its labels {@code budget_kwh}, {@code budget_kg_co2} and {@code
 * budget_money} or from the collector's settings: forecast to be broken, or broken. One class, told
 * as two rules.
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

  private final boolean broken;
  private final BudgetConfig config;
  private final Held held = new Held();
  private Told told = Told.NOTHING;

  private OverBudget(boolean broken, BudgetConfig config) {
    this.broken = broken;
    this.config = config;
  }

  /** Forecast to be broken. */
  static OverBudget atRisk(BudgetConfig config) {
    return new OverBudget(false, config);
  }

  /** Broken. */
  static OverBudget broken(BudgetConfig config) {
    return new OverBudget(true, config);
  }

  @Override
  public String rule() {
    return broken ? "BudgetBroken" : "BudgetAtRisk";
  }

  @Override
  public Severity severity() {
    return broken ? Severity.CRITICAL : Severity.WARNING;
  }

  /**
   * A budget and what stands against it, in its own unit.
   *
   * @param more expected until the planned end; absent where that is not known
   */
  private record Spent(
      String label, String unit, double limit, double used, Optional<double[]> more) {
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
            ENERGY,
            "kWh",
            limit.getAsDouble(),
            account.ledger().total().energy().microjoules() / MICROJOULES_PER_KILOWATT_HOUR,
            figures(account)
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
            CO2,
            "kg CO2",
            limit.getAsDouble(),
            used.get(),
            figures(account)
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
            MONEY,
            cost.currency(),
            limit.getAsDouble(),
            cost.micros() / MILLION,
            figures(account)
                .flatMap(RunForecast.Figures::money)
                .map(money -> of(money.micros(), MILLION))));
  }

  private OptionalDouble limit(Account.OfRun account, String label) {
    return config.limit(account.name(), account.labels(), label);
  }

  private static Optional<RunForecast.Figures> figures(Account.OfRun account) {
    return account.forecast().flatMap(RunForecast::restToEnd);
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
                ? "The run has used %s %s of its budget of %s."
                    .formatted(Words.number(spent.used), spent.unit, Words.number(spent.limit))
                : "The run is expected to need %s %s, over its budget of %s."
                    .formatted(
                        Words.number(spent.expected()), spent.unit, Words.number(spent.limit)),
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
