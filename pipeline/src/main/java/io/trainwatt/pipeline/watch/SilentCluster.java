package io.trainwatt.pipeline.watch;

import io.trainwatt.events.account.Subject;
import io.trainwatt.events.alert.Alert;
import io.trainwatt.events.alert.Severity;
import io.trainwatt.pipeline.state.StateFormat;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A cluster's silent nodes. A few are told one by one; many at once are one alert that says so, so
 * that a network that is gone does not send a thousand messages. Times are the collector's. Not
 * thread-safe.
 */
final class SilentCluster {
  static final String ONE = "NodeSilent";
  static final String MANY = "ManyNodesSilent";
  private static final int MOST_ONE_BY_ONE = 5;
  // The others that went with the first are waited for; not for ever, if one goes after the other.
  private static final long GATHER_MICROS = 5_000_000;
  private static final int NAMED = 5;

  private final String cluster;
  private final TreeMap<String, Long> silent = new TreeMap<>();
  private final TreeMap<String, AlertRow> rows = new TreeMap<>();
  private Optional<AlertRow> many = Optional.empty();
  // Since when others are waited for; 0 while none are.
  private long gatheringMicros;

  SilentCluster(String cluster) {
    this.cluster = cluster;
  }

  /** A node fell silent or was heard. */
  void take(NodeHeard heard, long nowMicros) {
    if (heard.silent()) {
      silent.put(heard.node(), heard.sinceWallMicros());
      gatheringMicros = gatheringMicros == 0 ? nowMicros : gatheringMicros;
    } else {
      silent.remove(heard.node());
    }
  }

  /** What is to be said now. */
  List<Alert> look(long nowMicros) {
    List<Alert> said = new ArrayList<>(0);
    boolean flood = silent.size() > MOST_ONE_BY_ONE;
    boolean gathering = nowMicros - gatheringMicros < GATHER_MICROS;
    gatheringMicros = gathering ? gatheringMicros : 0;
    Optional<AlertRow> next =
        gathering && many.isEmpty()
            ? Optional.empty()
            : AlertRow.after(many, flood ? manyAreSilent() : new Verdict.Clear(), nowMicros);
    if (next.isPresent()) {
      many = next;
      said.add(
          next.get()
              .alert(
                  MANY,
                  new Subject.OfCluster(cluster),
                  Severity.CRITICAL,
                  0,
                  Map.of("cluster", cluster)));
    }
    if (!gathering && !flood) {
      silent.forEach((node, since) -> say(node, isSilent(since), nowMicros, said));
    }
    for (String node : List.copyOf(rows.keySet())) {
      if (!silent.containsKey(node)) {
        say(node, new Verdict.Clear(), nowMicros, said);
      }
    }
    return said;
  }

  private void say(String node, Verdict verdict, long nowMicros, List<Alert> said) {
    Optional<AlertRow> next =
        AlertRow.after(Optional.ofNullable(rows.get(node)), verdict, nowMicros);
    if (next.isPresent()) {
      rows.put(node, next.get());
      said.add(
          next.get()
              .alert(ONE, new Subject.OfNode(node), Severity.WARNING, 0, Map.of("node", node)));
    }
  }

  private Verdict manyAreSilent() {
    String names = String.join(", ", silent.keySet().stream().limit(NAMED).toList());
    return new Verdict.Firing(
        silent.values().stream().mapToLong(Long::longValue).min().orElseThrow(),
        "%d nodes of %s are silent at once.".formatted(silent.size(), cluster),
        "Look at what they share: the network, the broker's address, a rack; their agents keep what"
            + " they measure and send it later.",
        0,
        Map.of("silent", Integer.toString(silent.size()), "among", names));
  }

  private static Verdict isSilent(long since) {
    return new Verdict.Firing(
        since,
        "Nothing was heard of the node for over a minute.",
        "See whether the machine and its agent are up and reach the broker; the agent keeps what it"
            + " measures and sends it later.",
        0,
        Map.of());
  }

  /** Drops alerts that were resolved long enough ago; their keys. */
  List<AlertKey> dropResolved(long nowMicros) {
    List<AlertKey> dropped = new ArrayList<>(0);
    for (Iterator<Map.Entry<String, AlertRow>> each = rows.entrySet().iterator();
        each.hasNext(); ) {
      Map.Entry<String, AlertRow> row = each.next();
      if (row.getValue().isOld(nowMicros)) {
        dropped.add(key(ONE, new Subject.OfNode(row.getKey())));
        each.remove();
      }
    }
    if (many.isPresent() && many.get().isOld(nowMicros)) {
      dropped.add(key(MANY, new Subject.OfCluster(cluster)));
      many = Optional.empty();
    }
    return dropped;
  }

  private static AlertKey key(String rule, Subject subject) {
    return new AlertKey(subject.key(), AlertKey.fingerprint(rule, subject));
  }

  /** Bytes of a cluster's silent nodes. */
  static final class Format implements StateFormat<SilentCluster> {
    private static final int VERSION = 1;

    @Override
    public void write(SilentCluster value, StateWriter out) {
      out.number(VERSION);
      out.text(value.cluster);
      out.number(value.gatheringMicros);
      out.number(value.silent.size());
      value.silent.forEach(
          (node, since) -> {
            out.text(node);
            out.number(since);
          });
      AlertRow.write(value.many, out);
      out.number(value.rows.size());
      value.rows.forEach(
          (node, row) -> {
            out.text(node);
            AlertRow.write(Optional.of(row), out);
          });
    }

    @Override
    public SilentCluster read(StateReader in) {
      in.version("a cluster's silent nodes", VERSION);
      SilentCluster value = new SilentCluster(in.text());
      value.gatheringMicros = in.number();
      int silent = in.count();
      for (int i = 0; i < silent; i++) {
        String node = in.text();
        value.silent.put(node, in.number());
      }
      value.many = AlertRow.read(in);
      int rows = in.count();
      for (int i = 0; i < rows; i++) {
        String node = in.text();
        AlertRow.read(in).ifPresent(row -> value.rows.put(node, row));
      }
      return value;
    }
  }
}
