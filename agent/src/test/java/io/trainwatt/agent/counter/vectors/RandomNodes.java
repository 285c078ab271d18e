package io.trainwatt.agent.counter.vectors;

import io.trainwatt.agent.counter.EnergySource;
import io.trainwatt.agent.counter.EnergySource.Kind;
import io.trainwatt.agent.counter.RawReading;
import io.trainwatt.agent.counter.together.Role;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;

/** Nodes whose sources are read on one clock, sometimes together, and sometimes not at all. */
final class RandomNodes {
  private static final Meaning NOT_YET = new Meaning(Map.of(), Map.of());
  private static final long[] STEPS = {
    500, 1_000, 1_000, 1_000, 10_000, 10_001, 60_000, 300_000, 599_999, 600_000
  };

  private final Random random;

  RandomNodes(long seed) {
    random = new Random(seed);
  }

  Vector.OfSeveral next() {
    Map<String, EnergySource> sources = new LinkedHashMap<>();
    Map<String, Role> roles = new LinkedHashMap<>();
    sources.put("part-0", source(Kind.COUNTER));
    roles.put("part-0", new Role.Part());
    for (int i = 1; i < 2 + random.nextInt(4); i++) {
      Role role = role();
      String name = "source-" + i;
      sources.put(name, source(Kind.values()[random.nextInt(3) == 0 ? 0 : 2 + random.nextInt(2)]));
      roles.put(name, role);
    }
    if (random.nextBoolean()) {
      sources.put("node", source(Kind.MEAN));
      roles.put("node", new Role.NodeMeter());
    }
    Map<String, List<RawReading>> readings = readings(sources);
    Map<String, Vector.Member> members = new LinkedHashMap<>();
    sources.forEach(
        (name, source) ->
            members.put(
                name,
                new Vector.Member(
                    source,
                    roles.getOrDefault(name, new Role.Part()),
                    readings.getOrDefault(name, List.of()))));
    return new Vector.OfSeveral(members, NOT_YET);
  }

  private Role role() {
    return switch (random.nextInt(5)) {
      case 0 -> new Role.Overlap("part-0");
      case 1 -> new Role.StandIn("part-0");
      case 2, 3 -> new Role.Check("part-0");
      default -> new Role.Part();
    };
  }

  private EnergySource source(Kind kind) {
    OptionalLong range =
        random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(262_143_328_850L);
    long nominal = random.nextInt(3) == 0 ? 1_000 : 300_000;
    return new EnergySource(kind, range, 700_000, 100, nominal);
  }

  private Map<String, List<RawReading>> readings(Map<String, EnergySource> sources) {
    Map<String, List<RawReading>> readings = new LinkedHashMap<>();
    Map<String, BigInteger> counters = new LinkedHashMap<>();
    Map<String, Long> levels = new LinkedHashMap<>();
    for (String name : sources.keySet()) {
      readings.put(name, new ArrayList<>());
      counters.put(name, BigInteger.valueOf(random.nextInt(1_000_000)));
      levels.put(name, 1L + random.nextInt(600_000));
    }
    long at = random.nextInt(1_000);
    for (int i = random.nextInt(25); i > 0; i--) {
      long step = STEPS[random.nextInt(STEPS.length)];
      at += step;
      for (Map.Entry<String, EnergySource> one : sources.entrySet()) {
        String name = one.getKey();
        long power = levels.getOrDefault(name, 0L) + random.nextInt(50_000);
        BigInteger counter =
            counters.merge(name, BigInteger.valueOf(power * step), BigInteger::add);
        long value = one.getValue().kind() == Kind.COUNTER ? wrapped(counter) : power;
        read(readings.getOrDefault(name, List.of()), at, value);
      }
    }
    return readings;
  }

  private static long wrapped(BigInteger counter) {
    return counter.mod(BigInteger.valueOf(262_143_328_911L)).longValueExact();
  }

  private void read(List<RawReading> readings, long at, long value) {
    String boot = random.nextInt(60) == 0 ? "b" : "a";
    switch (random.nextInt(15)) {
      case 0 -> readings.add(RawReading.failed(at, boot));
      case 1 -> {} // not read at this instant
      case 2 -> {
        readings.add(RawReading.of(at, boot, value));
        readings.add(RawReading.of(at, boot, value + 1));
      }
      default -> readings.add(RawReading.of(at, boot, value));
    }
  }
}
