package io.trainwatt.agent.counter.together;

import io.trainwatt.agent.counter.EnergySource;
import io.trainwatt.agent.counter.RawReading;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a node used in total, by several sources on one clock. Used by one thread.
 *
 * <p>Each source is played by itself; then the instant is judged: what is in the total, what the
 * node's meter sees beyond it, and which sources contradict one another.
 */
public final class NodeTotal {
  private final Map<String, Member> members = new LinkedHashMap<>();
  private final List<String> disagreements = new ArrayList<>();
  private final Beyond beyond = new Beyond();
  private BigInteger counted = BigInteger.ZERO;
  private BigInteger integrated = BigInteger.ZERO;

  private static final class Member {
    final Role role;
    final SourceAccount account;
    final Contradiction contradiction = new Contradiction();
    Optional<List<Integer>> breaksCompared = Optional.empty();
    Optional<Long> firstGood = Optional.empty();

    Member(EnergySource source, Role role) {
      this.role = role;
      this.account = new SourceAccount(source);
    }

    /** Whether none of these broke since this was last asked; not at the first time. */
    boolean unbroken(SourceAccount... compared) {
      List<Integer> breaks = new ArrayList<>();
      for (SourceAccount one : compared) {
        breaks.add(one.breaks());
      }
      boolean unbroken = breaksCompared.equals(Optional.of(breaks));
      breaksCompared = Optional.of(breaks);
      return unbroken;
    }
  }

  /**
   * Adds a source, before the first instant.
   *
   * @throws IllegalArgumentException if there is one of this name
   */
  public void add(String name, EnergySource source, Role role) {
    if (members.putIfAbsent(name, new Member(source, role)) != null) {
      throw new IllegalArgumentException("two sources are called " + name);
    }
  }

  /**
   * Plays all readings of one instant.
   *
   * @param atMillis not before the last instant
   * @param readings by the name of the source; those of one source in their order
   */
  public void instant(long atMillis, Map<String, List<RawReading>> readings) {
    members.forEach(
        (name, member) -> {
          SourceTotals before = member.account.totals();
          readings.getOrDefault(name, List.of()).forEach(member.account::take);
          if (inTotal(member, atMillis)) {
            SourceTotals now = member.account.totals();
            counted = counted.add(now.counted()).subtract(before.counted());
            integrated = integrated.add(now.integrated()).subtract(before.integrated());
          }
        });
    members.forEach((name, member) -> judge(name, member, atMillis));
    for (Member member : members.values()) {
      if (member.firstGood.isEmpty() && member.account.lastGood().isPresent()) {
        member.firstGood = Optional.of(atMillis);
      }
    }
  }

  private boolean inTotal(Member member, long atMillis) {
    return switch (member.role) {
      case Role.Part part -> true;
      case Role.StandIn standIn -> {
        Optional<Long> partRead = member(standIn.of()).firstGood;
        yield partRead.isEmpty() || partRead.get() >= atMillis;
      }
      case Role.Overlap overlap -> false;
      case Role.Check check -> false;
      case Role.NodeMeter meter -> false;
    };
  }

  private Member member(String name) {
    Member member = members.get(name);
    if (member == null) {
      throw new IllegalStateException("no source is called " + name);
    }
    return member;
  }

  private void judge(String name, Member member, long atMillis) {
    boolean contradicts =
        switch (member.role) {
          case Role.Check check -> contradicts(member, member(check.of()).account, atMillis);
          case Role.NodeMeter meter -> exceeded(member, atMillis);
          case Role.Part part -> false;
          case Role.Overlap overlap -> false;
          case Role.StandIn standIn -> false;
        };
    if (contradicts) {
      disagreements.add(name);
    }
  }

  private static boolean contradicts(Member check, SourceAccount part, long atMillis) {
    Optional<Long> now = Optional.of(atMillis);
    if (!check.account.lastGood().equals(now) || !part.lastGood().equals(now)) {
      return false;
    }
    boolean broken = !check.unbroken(check.account, part);
    return check.contradiction.look(atMillis, part.measured(), check.account.measured(), broken);
  }

  /** Looks at the rest; whether the parts are above their meter. */
  private boolean exceeded(Member meter, long atMillis) {
    if (meter.account.lastGood().isEmpty()) {
      return false;
    }
    return beyond.look(
        atMillis,
        meter.account.measured(),
        counted.add(integrated),
        !meter.unbroken(meter.account),
        awaited(meter.account.lastGood().get(), atMillis));
  }

  /** Whether a part may still bridge what the meter has seen already. */
  private boolean awaited(long meterRead, long atMillis) {
    return members.values().stream()
        .filter(member -> inTotal(member, atMillis))
        .flatMap(member -> member.account.lastGood().stream())
        .anyMatch(read -> read < meterRead);
  }

  /** Of the parts and stand-ins in the total, microjoules. */
  public BigInteger counted() {
    return counted;
  }

  /** Of the parts and stand-ins in the total, microjoules. */
  public BigInteger integrated() {
    return integrated;
  }

  /** What the meter has seen beyond them, microjoules; it never falls. */
  public BigInteger rest() {
    return beyond.rest();
  }

  /** The checks, or the meter, that were contradicted, once for each ten minutes. */
  public List<String> disagreements() {
    return List.copyOf(disagreements);
  }

  /** What each source measured by itself, in the order in which they were added. */
  public Map<String, SourceTotals> sources() {
    Map<String, SourceTotals> totals = new LinkedHashMap<>();
    members.forEach((name, member) -> totals.put(name, member.account.totals()));
    return totals;
  }
}
