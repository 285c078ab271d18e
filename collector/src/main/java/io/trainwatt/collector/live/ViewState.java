package io.trainwatt.collector.live;

import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.SeriesPoint;
import io.trainwatt.events.account.Subject;
import io.trainwatt.events.alert.Alert;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/**
 * What the results say, as far as this instance has read them. Only to be touched inside {@link
 * LiveView#read}; what its methods return is immutable.
 */
public final class ViewState {
  private static final Comparator<Account.OfRun> NEWEST_FIRST =
      Comparator.comparingLong(Account.OfRun::startedWallMicros)
          .thenComparing(Account.OfRun::run)
          .reversed();
  private static final Comparator<Alert> BY_START =
      Comparator.comparingLong(Alert::sinceWallMicros).thenComparing(Alert::fingerprint);

  private final LongSupplier nanoClock;
  private final int maxRuns;
  private final Map<String, Account.OfRun> runs = new HashMap<>();
  private final TreeSet<Account.OfRun> ordered = new TreeSet<>(NEWEST_FIRST);
  // Knows of runs that gave way as well, so that a node's books can still be checked.
  private final Map<String, NodeUse> uses = new HashMap<>();
  private final Map<String, Account.OfNode> nodes = new TreeMap<>();
  private final Map<String, Alert> alerts = new HashMap<>();
  private final SeriesWindow series;

  ViewState(LiveConfig config, LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.maxRuns = config.maxRuns();
    this.series = new SeriesWindow(config);
  }

  /** All runs, newest first. */
  public List<Account.OfRun> runs() {
    return List.copyOf(ordered);
  }

  /** The run of that id, else the newest of that name. Looks at every run where there is no id. */
  public Optional<Account.OfRun> run(String idOrName) {
    return runOfId(idOrName)
        .or(() -> ordered.stream().filter(run -> run.name().equals(idOrName)).findFirst());
  }

  /** The run of that id. */
  public Optional<Account.OfRun> runOfId(String id) {
    return Optional.ofNullable(runs.get(id));
  }

  /** All nodes, by id. */
  public List<Account.OfNode> nodes() {
    return List.copyOf(nodes.values());
  }

  /** The node {@code cluster/name}. */
  public Optional<Account.OfNode> node(String id) {
    return Optional.ofNullable(nodes.get(id));
  }

  /** All alerts, firing and resolved, oldest first. */
  public List<Alert> alerts() {
    return alerts.values().stream().sorted(BY_START).toList();
  }

  /** Alerts about one subject, oldest first. */
  public List<Alert> alerts(Subject subject) {
    return alerts.values().stream()
        .filter(alert -> alert.subject().equals(subject))
        .sorted(BY_START)
        .toList();
  }

  /** Points of a subject that end after {@code sinceMicros}, oldest first. */
  public List<SeriesPoint> points(Subject subject, long sinceMicros) {
    return series.after(subject.key(), sinceMicros);
  }

  /** The newest point of a subject from each of its nodes. */
  public Collection<SeriesPoint> newestPoints(Subject subject) {
    return List.copyOf(series.newest(subject.key()));
  }

  /** What the node's account says its runs used, beside what their accounts say. */
  public NodeBalance balance(String node) {
    return use(node).balance();
  }

  void put(Account account) {
    switch (account) {
      case Account.OfNode node -> {
        nodes.put(node.node(), node);
        use(node.node()).node(node);
      }
      case Account.OfRun run -> put(run);
    }
  }

  private void put(Account.OfRun run) {
    NodeUse.footprint(run).forEach((node, used) -> use(node).run(run.run(), used));
    Account.OfRun before = runs.put(run.run(), run);
    if (before != null) {
      ordered.remove(before);
    }
    ordered.add(run);
    if (ordered.size() > maxRuns) {
      Account.OfRun oldest = ordered.removeLast();
      runs.remove(oldest.run());
      series.forget(oldest.subject().key());
    }
  }

  void remove(Subject subject) {
    series.forget(subject.key());
    switch (subject) {
      case Subject.OfNode node -> nodes.remove(node.id());
      case Subject.OfCluster ignored -> {}
      case Subject.OfRun run -> {
        uses.values().forEach(use -> use.remove(run.id()));
        Account.OfRun before = runs.remove(run.id());
        if (before != null) {
          ordered.remove(before);
        }
      }
    }
  }

  boolean add(SeriesPoint point, byte[] wire) {
    if (point.subject() instanceof Subject.OfRun run) {
      use(point.node()).point(run.id(), point);
    }
    return series.add(point, wire);
  }

  void put(Alert alert) {
    alerts.put(alert.fingerprint(), alert);
  }

  void removeAlert(String fingerprint) {
    alerts.remove(fingerprint);
  }

  private NodeUse use(String node) {
    return uses.computeIfAbsent(node, n -> new NodeUse(nanoClock));
  }
}
