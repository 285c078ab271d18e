package io.trainwatt.collector.metrics;

import io.trainwatt.collector.live.ViewState;
import io.trainwatt.collector.live.report.MeanPower;
import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.CarbonFigure;
import io.trainwatt.events.account.CarbonMethod;
import io.trainwatt.events.account.EnergyEntry;
import io.trainwatt.events.account.RunProgress;
import io.trainwatt.events.alert.Alert;
import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.run.RunState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Meters of runs, nodes and alerts. Pure. */
final class ViewRows {
  /** Runs that have meters: those alive first, then the newest. */
  static final int MOST_RUNS = 100;

  private static final double MICROJOULES_PER_JOULE = 1e6;
  private static final double MILLIWATTS_PER_WATT = 1e3;

  private ViewRows() {}

  static List<Row> of(ViewState state) {
    List<Row> rows = new ArrayList<>();
    state.nodes().forEach(node -> addNode(rows, state, node));
    List<Account.OfRun> runs = state.runs();
    runs.stream()
        .sorted(Comparator.comparing(run -> run.state() != RunState.RUNNING))
        .limit(MOST_RUNS)
        .forEach(run -> addRun(rows, state, run));
    for (RunState runState : RunState.values()) {
      long count = runs.stream().filter(run -> run.state() == runState).count();
      rows.add(Row.count(MeterName.RUNS, count, "state", word(runState)));
    }
    addAlerts(rows, state.alerts());
    return rows;
  }

  private static void addNode(List<Row> rows, ViewState state, Account.OfNode node) {
    String id = node.node();
    Map<List<String>, Double> sums = new TreeMap<>(Comparator.comparing(Object::toString));
    for (EnergyEntry entry : node.ledger().energy()) {
      if (entry.inTotal()) {
        sums.merge(
            List.of(
                "node", id, "component", word(entry.component()), "quality", word(entry.quality())),
            entry.energy().joules(),
            Double::sum);
      }
    }
    sums.forEach((tags, joules) -> rows.add(new Row(MeterName.NODE_ENERGY, tags, joules)));
    rows.add(Row.of(MeterName.NODE_UNATTRIBUTED, node.unattributed().joules(), "node", id));
    MeanPower.milliwatts(state.newestPoints(node.subject()))
        .ifPresent(mw -> rows.add(Row.of(MeterName.NODE_POWER, watts(mw), "node", id)));
    addSamples(rows, node);
  }

  private static void addSamples(List<Row> rows, Account.OfNode node) {
    var books = node.books();
    Map.of(
            "accepted", books.accepted(),
            "repeated", books.repeated(),
            "refused", books.refused())
        .forEach(
            (outcome, count) ->
                rows.add(
                    Row.count(
                        MeterName.NODE_SAMPLES, count, "node", node.node(), "outcome", outcome)));
    rows.add(Row.count(MeterName.NODE_MISSING, books.missing(), "node", node.node()));
  }

  private static void addRun(List<Row> rows, ViewState state, Account.OfRun run) {
    String[] who = {"run", run.run(), "name", run.name()};
    Map<String, Long> byQuality = new TreeMap<>();
    for (EnergyEntry entry : run.ledger().energy()) {
      if (entry.inTotal()) {
        byQuality.merge(word(entry.quality()), entry.energy().microjoules(), Math::addExact);
      }
    }
    byQuality.forEach(
        (quality, energy) ->
            rows.add(
                Row.of(
                    MeterName.RUN_ENERGY,
                    energy / MICROJOULES_PER_JOULE,
                    "run",
                    run.run(),
                    "name",
                    run.name(),
                    "quality",
                    quality)));
    if (run.state() == RunState.RUNNING) {
      MeanPower.milliwatts(state.newestPoints(run.subject()))
          .ifPresent(mw -> rows.add(Row.of(MeterName.RUN_POWER, watts(mw), who)));
    }
    run.ledger().carbon().stream()
        .filter(figure -> figure.method() == CarbonMethod.LOCATION_BASED)
        .mapToDouble(CarbonFigure::grams)
        .forEach(grams -> rows.add(Row.of(MeterName.RUN_CO2, grams, who)));
    run.progress().ifPresent(progress -> addProgress(rows, progress, who));
  }

  private static void addProgress(List<Row> rows, RunProgress progress, String[] who) {
    progress.work().steps().ifPresent(n -> rows.add(Row.count(MeterName.RUN_STEPS, n, who)));
    progress.work().tokens().ifPresent(n -> rows.add(Row.count(MeterName.RUN_TOKENS, n, who)));
    if (progress.lastLoss().orElse(null) instanceof Loss.Finite finite) {
      rows.add(Row.of(MeterName.RUN_LOSS, finite.value(), who));
    }
  }

  private static void addAlerts(List<Row> rows, List<Alert> alerts) {
    Map<List<String>, Long> firing = new TreeMap<>(Comparator.comparing(Object::toString));
    for (Alert alert : alerts) {
      if (alert.firing()) {
        firing.merge(
            List.of("rule", alert.rule(), "severity", word(alert.severity())), 1L, Long::sum);
      }
    }
    firing.forEach(
        (tags, count) -> rows.add(Row.count(MeterName.ALERTS, count, tags.toArray(String[]::new))));
  }

  private static double watts(long milliwatts) {
    return milliwatts / MILLIWATTS_PER_WATT;
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
