package io.trainwatt.agent.counter.vectors;

import io.trainwatt.agent.counter.EnergySource;
import io.trainwatt.agent.counter.RawReading;
import io.trainwatt.agent.counter.together.NodeTotal;
import io.trainwatt.agent.counter.together.Role;
import io.trainwatt.agent.counter.together.SourceAccount;
import io.trainwatt.agent.counter.together.SourceTotals;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Readings, and what they must mean. */
sealed interface Vector {
  Meaning expected();

  /** What the agent's counter makes of the readings. */
  Meaning played();

  /** Readings of one source. */
  record OfOne(EnergySource source, List<RawReading> readings, Meaning expected) implements Vector {
    public OfOne {
      readings = List.copyOf(readings);
    }

    @Override
    public Meaning played() {
      SourceAccount account = new SourceAccount(source);
      readings.forEach(account::take);
      return Meaning.of(account.totals());
    }
  }

  /** A source among several, and its readings. */
  record Member(EnergySource source, Role role, List<RawReading> readings) {
    public Member {
      readings = List.copyOf(readings);
    }
  }

  /**
   * Readings of several sources on one clock.
   *
   * @param members by name, in the vector's order
   */
  record OfSeveral(Map<String, Member> members, Meaning expected) implements Vector {
    public OfSeveral {
      members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    @Override
    public Meaning played() {
      NodeTotal node = new NodeTotal();
      members.forEach((name, member) -> node.add(name, member.source(), member.role()));
      instants().forEach(node::instant);
      Meaning played =
          together(node.counted(), node.integrated(), node.rest(), node.disagreements());
      for (Map.Entry<String, SourceTotals> source : node.sources().entrySet()) {
        played = played.with("sources." + source.getKey(), Meaning.of(source.getValue()));
      }
      return played;
    }

    private SortedMap<Long, Map<String, List<RawReading>>> instants() {
      SortedMap<Long, Map<String, List<RawReading>>> instants = new TreeMap<>();
      members.forEach(
          (name, member) -> {
            for (RawReading reading : member.readings()) {
              instants
                  .computeIfAbsent(reading.atMillis(), at -> new LinkedHashMap<>())
                  .computeIfAbsent(name, source -> new ArrayList<>())
                  .add(reading);
            }
          });
      return instants;
    }
  }

  /** What is said of several sources together. */
  static Meaning together(
      BigInteger counted, BigInteger integrated, BigInteger rest, List<String> disagreements) {
    Map<String, BigInteger> total = new LinkedHashMap<>();
    total.put(Meaning.COUNTED, counted);
    total.put(Meaning.INTEGRATED, integrated);
    total.put("restMicrojoules", rest);
    return new Meaning(Map.of(), Map.of("disagreements", List.copyOf(disagreements)))
        .with("total", new Meaning(total, Map.of()));
  }
}
