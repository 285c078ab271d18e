package io.trainwatt.pipeline.watch;

import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.CarbonMethod;
import io.trainwatt.events.account.Efficiency;
import io.trainwatt.events.account.RunForecast;
import io.trainwatt.events.account.Stretch;
import io.trainwatt.events.progress.Work;
import io.trainwatt.events.run.RunState;
import io.trainwatt.pipeline.stage.StageBooks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What other runs tell of a run: what a piece of work cost those that were like it, and what all of
 * a shared budget used. Filled from every account that is on its topic, whoever wrote it, so that
 * it is whole again after a restart. Bounded: of runs that ended, those that were told of longest
 * ago give way. Any thread.
 */
public final class Cohorts {
  static final int MAX_GROUPS = 4_096;
  static final int MAX_LIKE_IT = 32;
  static final int MAX_SHARING = 100_000;

  /** Runs with the same value of this label are like each other; else those of the same name. */
  static final String LABEL = "baseline";

  private static final System.Logger LOG = System.getLogger(Cohorts.class.getName());
  private static final int FEWEST = 3;
  // What a start costs no longer shows.
  private static final Duration LONG_ENOUGH = Duration.ofMinutes(10);
  private static final double MICRO = 1e6;

  /** Kinds of work, the most telling first. */
  enum Unit {
    TOKEN,
    SAMPLE,
    STEP;

    private OptionalLong of(Work work) {
      return switch (this) {
        case TOKEN -> work.tokens();
        case SAMPLE -> work.samples();
        case STEP -> work.steps();
      };
    }
  }

  /**
   * What a piece of work cost in training.
   *
   * @param joules for one
   */
  record Cost(Unit unit, double joules) {}

  /**
   * What it cost runs that were like it.
   *
   * @param like what they have in common
   */
  record Usual(String like, int runs, double joules, double lowest, double highest) {}

  private record Known(Cost cost, OptionalLong parameters) {}

  /** Used so far, and expected beside: low, middle, high. Of one kind, in its smallest unit. */
  record Sum(long used, long low, long middle, long high) {
    static final Sum NONE = new Sum(0, 0, 0, 0);

    Sum plus(Sum other) {
      return new Sum(used + other.used, low + other.low, middle + other.middle, high + other.high);
    }

    private Sum minus(Sum other) {
      return new Sum(used - other.used, low - other.low, middle - other.middle, high - other.high);
    }
  }

  /**
   * What runs used together.
   *
   * @param gaveWay how many of them stand here as they were told of last, and no later
   * @param energy in microjoules
   * @param co2 location-based, in micrograms
   * @param money in millionths, by currency
   */
  record Total(int runs, int gaveWay, Sum energy, Sum co2, Map<String, Sum> money) {
    static final Total NONE = new Total(0, 0, Sum.NONE, Sum.NONE, Map.of());

    private Total plus(Total other) {
      Map<String, Sum> all = new HashMap<>(money);
      other.money.forEach((currency, sum) -> all.merge(currency, sum, Sum::plus));
      return new Total(
          runs + other.runs,
          gaveWay + other.gaveWay,
          energy.plus(other.energy),
          co2.plus(other.co2),
          Map.copyOf(all));
    }

    private Total minus(Total other) {
      Map<String, Sum> all = new HashMap<>(money);
      other.money.forEach(
          (currency, sum) -> all.computeIfPresent(currency, (c, s) -> s.minus(sum)));
      return new Total(
          runs - other.runs,
          gaveWay - other.gaveWay,
          energy.minus(other.energy),
          co2.minus(other.co2),
          Map.copyOf(all));
    }

    private Total withOneThatGaveWay() {
      return new Total(runs, gaveWay + 1, energy, co2, money);
    }
  }

  private record Live(long startedWallMicros, String run) {
    private static Live of(Account.OfRun account) {
      return new Live(account.startedWallMicros(), account.run());
    }
  }

  /** A run that shares budgets, with what it adds to each of them. */
  private record Member(List<Sharing> budgets, boolean running, Live live, Total total) {}

  /** Runs that share a budget. */
  private static final class Sharing {
    private final BudgetConfig.Budget budget;
    private final TreeSet<Live> live =
        new TreeSet<>(Comparator.comparingLong(Live::startedWallMicros).thenComparing(Live::run));
    private Total total = Total.NONE;

    private Sharing(BudgetConfig.Budget budget) {
      this.budget = budget;
    }

    private void add(Member member) {
      total = total.plus(member.total);
      if (member.running) {
        live.add(member.live);
      }
    }

    private void remove(Member member) {
      total = total.minus(member.total);
      live.remove(member.live);
    }
  }

  private final int maxSharing;
  private final StageBooks.Book book;
  private final Map<BudgetConfig.Budget, Sharing> sharing = new LinkedHashMap<>();
  // Told of longest ago first.
  private final Map<String, Member> members = new LinkedHashMap<>();
  private boolean someGaveWay;
  private final Map<String, Map<String, Known>> ended =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Map<String, Known>> eldest) {
          return size() > MAX_GROUPS;
        }
      };
  private boolean whole;

  /**
   * Of which nothing was told yet.
   *
   * @param book counts the accounts of runs that share a budget
   */
  public Cohorts(BudgetConfig budgets, StageBooks.Book book) {
    this(budgets, book, MAX_SHARING);
  }

  Cohorts(BudgetConfig budgets, StageBooks.Book book, int maxSharing) {
    this.book = book;
    this.maxSharing = maxSharing;
    budgets.shared().forEach(budget -> sharing.put(budget, new Sharing(budget)));
  }

  /** All that was on the topic when this began was told. */
  public synchronized void markWhole() {
    whole = true;
  }

  synchronized boolean isWhole() {
    return whole;
  }

  /** Takes a run's newest account. */
  public synchronized void take(Account.OfRun account) {
    share(account);
    if (account.state() == RunState.ENDED) {
      costOf(account).ifPresent(cost -> learn(account, cost));
    }
  }

  private void share(Account.OfRun account) {
    List<Sharing> budgets =
        sharing.values().stream()
            .filter(each -> each.budget.isFor(account.name(), account.labels()))
            .toList();
    Member before = members.remove(account.run());
    if (before != null) {
      before.budgets.forEach(each -> each.remove(before));
    }
    if (budgets.isEmpty()) {
      return;
    }
    boolean running = account.state() == RunState.RUNNING;
    if (before == null && whole && someGaveWay && !running) {
      // One that gave way and is restated: what it used stands in the sums already.
      book.dropped("of a run that gave way");
      return;
    }
    book.used();
    Member now = new Member(budgets, running, Live.of(account), totalOf(account));
    budgets.forEach(each -> each.add(now));
    members.put(account.run(), now);
    if (members.size() > maxSharing) {
      giveWay();
    }
  }

  private void giveWay() {
    Iterator<Member> oldest = members.values().iterator();
    while (oldest.hasNext()) {
      Member member = oldest.next();
      if (!member.running) {
        member.budgets.forEach(each -> each.total = each.total.withOneThatGaveWay());
        oldest.remove();
        if (!someGaveWay) {
          LOG.log(
              System.Logger.Level.WARNING,
              "over {0} runs share budgets: those told of longest ago stand in the sums as they"
                  + " were, and corrections of theirs are not taken",
              maxSharing);
        }
        someGaveWay = true;
        return;
      }
    }
  }

  private void learn(Account.OfRun account, Cost cost) {
    Map<String, Known> group = ended.computeIfAbsent(group(account), g -> new LinkedHashMap<>());
    group.remove(account.run());
    group.put(account.run(), new Known(cost, parameters(account)));
    if (group.size() > MAX_LIKE_IT) {
      Iterator<String> oldest = group.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  private static String group(Account.OfRun account) {
    String label = account.labels().get(LABEL);
    return label == null ? "name " + account.name() : LABEL + "=" + label;
  }

  private static OptionalLong parameters(Account.OfRun account) {
    return account.efficiency().map(Efficiency::parameters).orElse(OptionalLong.empty());
  }

  /** What a piece of work cost in all the training of a run; absent until that was long enough. */
  static Optional<Cost> costOf(Account.OfRun account) {
    Optional<Stretch> training = account.efficiency().flatMap(Efficiency::training);
    if (training.isEmpty() || training.get().durationMicros() < LONG_ENOUGH.toMillis() * 1_000) {
      return Optional.empty();
    }
    for (Unit unit : Unit.values()) {
      long done = unit.of(training.get().work()).orElse(0);
      if (done > 0) {
        return Optional.of(new Cost(unit, training.get().energy().microjoules() / MICRO / done));
      }
    }
    return Optional.empty();
  }

  /** What the same work cost runs that were like a run and have ended; absent of fewer than 3. */
  synchronized Optional<Usual> usual(Account.OfRun account, Unit unit) {
    String group = group(account);
    Map<String, Known> known = ended.get(group);
    if (known == null) {
      return Optional.empty();
    }
    OptionalLong own = parameters(account);
    List<Double> costs = new ArrayList<>();
    known.forEach(
        (run, other) -> {
          boolean sameModel =
              own.isEmpty() || other.parameters.isEmpty() || own.equals(other.parameters);
          if (other.cost.unit == unit && sameModel && !run.equals(account.run())) {
            costs.add(other.cost.joules);
          }
        });
    if (costs.size() < FEWEST) {
      return Optional.empty();
    }
    costs.sort(null);
    return Optional.of(
        new Usual(
            group, costs.size(), costs.get(costs.size() / 2), costs.getFirst(), costs.getLast()));
  }

  /**
   * What all runs of a shared budget used, this one as its account says.
   *
   * @return absent where another run tells of the budget: the one that is running for longest
   */
  synchronized Optional<Total> total(BudgetConfig.Budget budget, Account.OfRun account) {
    @Nullable Sharing runs = sharing.get(budget);
    if (runs == null || account.state() != RunState.RUNNING) {
      return Optional.empty();
    }
    Live self = Live.of(account);
    Live first =
        runs.live.stream().filter(each -> !each.run.equals(account.run())).findFirst().orElse(self);
    if (runs.live.comparator().compare(first, self) < 0) {
      return Optional.empty();
    }
    @Nullable Member known = members.get(account.run());
    Total others =
        known == null || !known.budgets.contains(runs) ? runs.total : runs.total.minus(known.total);
    return Optional.of(others.plus(totalOf(account)));
  }

  private static Total totalOf(Account.OfRun account) {
    Optional<RunForecast.Figures> rest = RestOfRun.of(account);
    long micrograms =
        account.ledger().carbon().stream()
            .filter(figure -> figure.method() == CarbonMethod.LOCATION_BASED)
            .mapToLong(figure -> figure.micrograms())
            .findFirst()
            .orElse(0);
    Map<String, Sum> money = new HashMap<>();
    account
        .ledger()
        .cost()
        .forEach(
            cost ->
                money.put(
                    cost.currency(),
                    sum(
                        cost.micros(),
                        rest.flatMap(RunForecast.Figures::money)
                            .filter(said -> said.currency().equals(cost.currency()))
                            .map(RunForecast.Money::micros))));
    return new Total(
        1,
        0,
        sum(
            account.ledger().total().energy().microjoules(),
            rest.map(RunForecast.Figures::microjoules)),
        sum(micrograms, rest.flatMap(RunForecast.Figures::micrograms)),
        Map.copyOf(money));
  }

  private static Sum sum(long used, Optional<RunForecast.Range> more) {
    return more.isPresent()
        ? new Sum(used, more.get().low(), more.get().middle(), more.get().high())
        : new Sum(used, 0, 0, 0);
  }
}
