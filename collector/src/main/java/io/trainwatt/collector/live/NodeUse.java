package io.trainwatt.collector.live;

import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.EnergyEntry;
import io.trainwatt.events.account.SeriesPoint;
import io.trainwatt.events.account.SliceEntry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Holds what one node's account says was attributed against what the accounts of its runs say they
 * used on it. The two are written by different tasks and arrive apart: while anything moved within
 * the last seconds, an older instant of the node at which both are known decides. Not thread-safe.
 */
final class NodeUse {
  private static final int REMEMBERED = 16;
  private static final long SETTLED_NANOS = 5_000_000_000L;

  private record Attributed(long asOfMicros, long microjoules) {}

  /** Cumulative energy of a run on the node at an instant, and how much of it came last. */
  private record Used(long toMicros, long microjoules, long growth) {}

  private final LongSupplier nanoClock;
  private final Deque<Attributed> attributed = new ArrayDeque<>();
  private final Map<String, Long> byRun = new HashMap<>();
  private final Map<String, Deque<Used>> recent = new HashMap<>();
  private long sum;
  private long movedNanos;

  NodeUse(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.movedNanos = nanoClock.getAsLong() - SETTLED_NANOS;
  }

  /** A version of the node's account. */
  void node(Account.OfNode account) {
    Attributed now =
        new Attributed(account.ledger().asOfWallMicros(), account.attributed().microjoules());
    if (now.equals(attributed.peekFirst())) {
      return;
    }
    attributed.addFirst(now);
    if (attributed.size() > REMEMBERED) {
      attributed.removeLast();
    }
    moved();
  }

  /** What a run used on this node since it began, by its account. */
  void run(String run, long microjoules) {
    Long before = byRun.put(run, microjoules);
    if (before == null || before != microjoules) {
      sum = Math.addExact(sum, microjoules - (before == null ? 0 : before));
      moved();
    }
  }

  /** The run's account is gone and with it what it used. */
  void remove(String run) {
    Long before = byRun.remove(run);
    sum -= before == null ? 0 : before;
    recent.remove(run);
    moved();
  }

  /** A stretch of a run on this node. */
  void point(String run, SeriesPoint point) {
    Deque<Used> points = recent.computeIfAbsent(run, r -> new ArrayDeque<>());
    Used newest = points.peekFirst();
    if (newest != null && newest.toMicros() >= point.toWallMicros()) {
      return;
    }
    long growth =
        point.slices().stream()
            .filter(SliceEntry::inTotal)
            .mapToLong(slice -> slice.energy().microjoules())
            .sum();
    points.addFirst(new Used(point.toWallMicros(), point.total().microjoules(), growth));
    if (points.size() > REMEMBERED) {
      points.removeLast();
    }
  }

  /** Both sides at the newest instant at which they can be compared. */
  NodeBalance balance() {
    Attributed newest = attributed.peekFirst();
    if (newest == null) {
      return new NodeBalance(0, 0, sum);
    }
    NodeBalance now = new NodeBalance(newest.asOfMicros(), newest.microjoules(), sum);
    if (now.balances() || nanoClock.getAsLong() - movedNanos >= SETTLED_NANOS) {
      return now;
    }
    for (Attributed then : attributed) {
      NodeBalance past =
          new NodeBalance(then.asOfMicros(), then.microjoules(), sumAt(then.asOfMicros()));
      if (past.balances()) {
        return past;
      }
    }
    return now;
  }

  private long sumAt(long micros) {
    long at = sum;
    for (Map.Entry<String, Deque<Used>> run : recent.entrySet()) {
      Long account = byRun.get(run.getKey());
      at += usedAt(run.getValue(), micros) - (account == null ? 0 : account);
    }
    return at;
  }

  private static long usedAt(Deque<Used> newestFirst, long micros) {
    long before = 0;
    Iterator<Used> points = newestFirst.iterator();
    while (points.hasNext()) {
      Used point = points.next();
      if (point.toMicros() <= micros) {
        return point.microjoules();
      }
      before = point.microjoules() - point.growth();
    }
    return before;
  }

  private void moved() {
    movedNanos = nanoClock.getAsLong();
  }

  /** What a run's account says it used of the devices in the total, by node. */
  static Map<String, Long> footprint(Account.OfRun run) {
    Map<String, Long> byNode = new HashMap<>();
    for (EnergyEntry entry : run.ledger().energy()) {
      if (entry.inTotal()) {
        byNode.merge(entry.node(), entry.energy().microjoules(), Math::addExact);
      }
    }
    return byNode;
  }
}
