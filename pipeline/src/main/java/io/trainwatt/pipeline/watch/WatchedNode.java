package io.trainwatt.pipeline.watch;

import io.trainwatt.events.account.Subject;
import io.trainwatt.events.alert.Alert;
import io.trainwatt.pipeline.state.StateFormat;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A node under watch: its rules' memory and its alerts. Not thread-safe. */
final class WatchedNode {
  private final String node;
  private final List<Rule> rules = new ArrayList<>();
  private long watermarkMicros;

  private static final class Rule {
    private final NodeRule looks;
    private Optional<AlertRow> row = Optional.empty();

    private Rule(NodeRule looks) {
      this.looks = looks;
    }
  }

  WatchedNode(String node) {
    this.node = node;
    AlertRules.forNode().forEach(rule -> rules.add(new Rule(rule)));
  }

  long watermarkMicros() {
    return watermarkMicros;
  }

  /** Takes an event and says which alerts are to be written. */
  List<Alert> take(NodeEvent event) {
    watermarkMicros =
        Math.max(
            watermarkMicros,
            switch (event) {
              case NodeEvent.Ticked(var tick) -> tick.toWallMicros();
              case NodeEvent.Refused(var sample) -> sample.wallMicros();
            });
    List<Alert> changed = List.of();
    for (Rule rule : rules) {
      rule.looks.observe(event);
      Optional<AlertRow> next = AlertRow.after(rule.row, rule.looks.verdict(), watermarkMicros);
      if (next.isPresent()) {
        rule.row = next;
        changed = changed.isEmpty() ? new ArrayList<>(1) : changed;
        changed.add(
            next.get()
                .alert(
                    rule.looks.rule(),
                    new Subject.OfNode(node),
                    rule.looks.severity(),
                    0,
                    Map.of("node", node)));
      }
    }
    return changed;
  }

  /** Drops alerts that were resolved long enough ago; their fingerprints. */
  List<String> dropResolved(long nowMicros) {
    List<String> dropped = new ArrayList<>(0);
    for (Rule rule : rules) {
      if (rule.row.isPresent() && rule.row.get().isOld(nowMicros)) {
        dropped.add(AlertKey.fingerprint(rule.looks.rule(), new Subject.OfNode(node)));
        rule.row = Optional.empty();
      }
    }
    return dropped;
  }

  /** Bytes of a node under watch. A rule's memory is found by its name: rules come and go. */
  static final class Format implements StateFormat<WatchedNode> {
    private static final int VERSION = 1;
    private final StateWriter inner = new StateWriter();

    @Override
    public void write(WatchedNode watched, StateWriter out) {
      out.number(VERSION);
      out.text(watched.node);
      out.number(watched.watermarkMicros);
      out.number(watched.rules.size());
      for (Rule rule : watched.rules) {
        out.text(rule.looks.rule());
        inner.reset();
        AlertRow.write(rule.row, inner);
        rule.looks.write(inner);
        out.bytes(inner.toBytes());
      }
    }

    @Override
    public WatchedNode read(StateReader in) {
      in.version("a node under watch", VERSION);
      WatchedNode watched = new WatchedNode(in.text());
      watched.watermarkMicros = in.number();
      int rules = in.count();
      for (int i = 0; i < rules; i++) {
        String name = in.text();
        StateReader memory = new StateReader(in.bytes());
        for (Rule rule : watched.rules) {
          if (rule.looks.rule().equals(name)) {
            rule.row = AlertRow.read(memory);
            rule.looks.read(memory);
          }
        }
      }
      return watched;
    }
  }
}
