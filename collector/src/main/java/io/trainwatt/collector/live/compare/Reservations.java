package io.trainwatt.collector.live.compare;

import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.CarbonFactor;
import io.trainwatt.events.account.CarbonMethod;
import io.trainwatt.events.account.EnergyEntry;
import io.trainwatt.events.account.LossMetric;
import io.trainwatt.events.run.RunState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Function;

/** Says what of a comparison is not comparable, as far as labels and facts tell. Used once. */
final class Reservations {
  // Labels by which users tell what a loss is of, and what it means when they differ.
  private static final List<String> DATA = List.of("data", "dataset", "corpus");
  private static final List<String> TOKENIZER = List.of("tokenizer", "vocabulary", "vocab");
  // An untrained model's loss is that of a guess: of another alphabet it is another.
  private static final double OTHER_GUESS = 0.2;

  private final List<Account.OfRun> accounts;
  private final List<ComparedRun> runs;
  private final Comparer.Question question;
  private final LossMetric metric;
  private final Hardware hardware;
  private final List<Reservation> found = new ArrayList<>();

  Reservations(
      List<Account.OfRun> accounts,
      List<ComparedRun> runs,
      Comparer.Question question,
      LossMetric metric,
      Hardware hardware) {
    this.accounts = accounts;
    this.runs = runs;
    this.question = question;
    this.metric = metric;
    this.hardware = hardware;
  }

  List<Reservation> list() {
    losses();
    labels();
    firstLosses();
    differing("hardware", this::models, "energy compares machines as well as ways of training");
    differing(
        "quality",
        Reservations::qualities,
        "what is modelled has a wider band than what is counted");
    differing("zone", Reservations::zones, "CO2 compares grids as well: see energy");
    differing(
        "currency", Reservations::currencies, "money is left out where not all have one in common");
    states();
    repeats();
    return found;
  }

  private void losses() {
    List<String> silent =
        runs.stream().filter(run -> run.bestLoss().isEmpty()).map(ComparedRun::name).toList();
    if (!silent.isEmpty()) {
      add(
          "loss",
          "no %s loss is known of %s"
              .formatted(metric.name().toLowerCase(Locale.ROOT), joined(silent)));
    }
    List<String> unreached =
        runs.stream()
            .filter(run -> run.bestLoss().isPresent() && run.toTarget().isEmpty())
            .map(ComparedRun::name)
            .toList();
    if (!unreached.isEmpty()) {
      add(
          "target",
          unreached.size() == runs.size() - silent.size()
              ? "no run came to the target: give a higher loss"
              : "the target was not reached by %s: means are of the others alone"
                  .formatted(joined(unreached)));
    }
  }

  private void labels() {
    boolean told =
        label("data", DATA, "their losses are of different data and say nothing of each other");
    boolean tokens =
        label(
            "tokenizer",
            TOKENIZER,
            "their losses are by different tokens: compare joules a byte, and bits a byte");
    if (!told && !tokens) {
      add(
          "data",
          "no label says what data and tokenizer these are of: if they differ, their losses are not comparable");
    }
  }

  /** Whether any run has such a label. */
  private boolean label(String about, List<String> names, String meaning) {
    boolean any = false;
    for (String name : names) {
      NavigableSet<String> values = new TreeSet<>();
      for (Account.OfRun run : accounts) {
        values.add(run.labels().getOrDefault(name, "not said"));
      }
      boolean told = values.size() > 1 || !values.contains("not said");
      any |= told;
      if (told && values.size() > 1) {
        add(about, "%s is %s: %s".formatted(name, joined(values), meaning));
      }
    }
    return any;
  }

  private void firstLosses() {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (ComparedRun run : runs) {
      if (run.firstLoss().isPresent()) {
        least = Math.min(least, run.firstLoss().getAsDouble());
        most = Math.max(most, run.firstLoss().getAsDouble());
      }
    }
    if (most - least > OTHER_GUESS * Math.abs(most) && most > least) {
      add(
          "first loss",
          String.format(
              Locale.ROOT,
              "first losses go from %.3f to %.3f: another tokenizer, other data, or a start from trained weights?",
              least,
              most));
    }
  }

  private NavigableSet<String> models(Account.OfRun run) {
    return hardware.of(run);
  }

  private static NavigableSet<String> qualities(Account.OfRun run) {
    NavigableSet<String> qualities = new TreeSet<>();
    for (EnergyEntry entry : run.ledger().energy()) {
      if (entry.inTotal() && !entry.energy().isZero()) {
        qualities.add(entry.quality().name().toLowerCase(Locale.ROOT));
      }
    }
    return qualities;
  }

  private static NavigableSet<String> zones(Account.OfRun run) {
    NavigableSet<String> zones = new TreeSet<>();
    run.ledger().carbon().stream()
        .filter(figure -> figure.method() == CarbonMethod.LOCATION_BASED)
        .flatMap(figure -> figure.factors().stream())
        .map(CarbonFactor::zone)
        .forEach(zones::add);
    return zones;
  }

  private static NavigableSet<String> currencies(Account.OfRun run) {
    NavigableSet<String> currencies = new TreeSet<>();
    run.ledger().cost().forEach(cost -> currencies.add(cost.currency()));
    return currencies;
  }

  private void differing(
      String about, Function<Account.OfRun, NavigableSet<String>> facts, String meaning) {
    NavigableSet<String> kinds = new TreeSet<>();
    for (Account.OfRun run : accounts) {
      NavigableSet<String> of = facts.apply(run);
      if (!of.isEmpty()) {
        kinds.add(String.join(" + ", of));
      }
    }
    if (kinds.size() > 1) {
      add(about, "%s: %s".formatted(joined(kinds), meaning));
    }
  }

  private void states() {
    List<String> running =
        accounts.stream()
            .filter(run -> run.state() == RunState.RUNNING)
            .map(Account.OfRun::name)
            .toList();
    if (!running.isEmpty()) {
      add("running", "%s may still come to a lower loss".formatted(joined(running)));
    }
    List<String> failed =
        accounts.stream()
            .filter(run -> run.exitCode().orElse(0) != 0)
            .map(Account.OfRun::name)
            .toList();
    if (!failed.isEmpty()) {
      add("failed", "%s did not end well".formatted(joined(failed)));
    }
  }

  private void repeats() {
    long once =
        runs.stream()
            .map(ComparedRun::group)
            .distinct()
            .filter(group -> runs.stream().filter(run -> run.group().equals(group)).count() == 1)
            .count();
    if (once > 0) {
      add(
          "repeats",
          question.by().isPresent()
              ? "%d of the groups %s with other seeds to know how much is chance"
                  .formatted(
                      once, once == 1 ? "has one run: repeat it" : "have one run: repeat them")
              : "one run each: repeat them with other seeds and compare by label to know how much is chance");
    }
  }

  private void add(String about, String detail) {
    found.add(new Reservation(about, detail));
  }

  private static String joined(Iterable<String> names) {
    List<String> shown = new ArrayList<>();
    int more = 0;
    for (String name : names) {
      if (shown.size() < 5) {
        shown.add(name);
      } else {
        more++;
      }
    }
    return String.join(", ", shown) + (more > 0 ? " and " + more + " more" : "");
  }
}
