package io.trainwatt.cli.crash;

import io.trainwatt.events.quantity.Energy;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Counter;
import io.trainwatt.events.sample.DeviceSample;
import io.trainwatt.events.sample.Sample;
import io.trainwatt.events.sample.User;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the records of one node in the topic add up to, by the rule of the contract alone: the
 * highest value of every counter. After each record it knows the sums at that point, so that
 * whatever a collector ever said of the node can be held against them. Used by one thread.
 */
final class NodeBook {
  // To hold what an agent said it had committed against the record of the same tick.
  private static final int RECENT = 2_000;

  private record Key(String device, String epoch, String user, Quality quality) {}

  private final String node;
  private final Map<Key, Sum> highest = new HashMap<>();
  private final Map<String, Sums> subjects = new HashMap<>();
  private final Map<Long, Map<String, Long>> recent =
      new java.util.LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Map<String, Long>> eldest) {
          return size() > RECENT;
        }
      };
  private final Map<String, Long> uncovered = new TreeMap<>();
  private final Map<String, Long> wraps = new TreeMap<>();
  private final Set<String> epochs = new HashSet<>();
  private final Set<Long> ticks = new HashSet<>();
  private long newest = -1;
  private long records;

  /** Sums of one subject and all the values they had. */
  private static final class Sums {
    private final Map<Line, Sum> lines = new TreeMap<>();
    private final Set<Map<Line, Sum>> passed = new HashSet<>();

    private Sums() {
      passed.add(Map.of());
    }
  }

  NodeBook(String node) {
    this.node = node;
  }

  /** Takes a record. */
  void take(Sample sample) throws Difference {
    records++;
    ticks.add(sample.sequence());
    if (sample.sequence() > newest) {
      newest = sample.sequence();
      recent.put(sample.sequence(), committed(sample));
      sample.devices().forEach(this::note);
      sample.events().stream()
          .filter(event -> event.kind().equals("wrap"))
          .forEach(event -> wraps.merge(event.device(), 1L, Long::sum));
    }
    Set<String> grown = new HashSet<>();
    for (DeviceSample device : sample.devices()) {
      if (device.imbalance().isPresent()) {
        throw new Difference(
            "record %d of %s: %s".formatted(sample.sequence(), node, device.imbalance().get()));
      }
      for (Counter counter : device.counters()) {
        if (counter.user() != User.Remainder.RETIRED) {
          add(device, counter, grown);
        }
      }
    }
    for (String subject : grown) {
      Sums sums = sums(subject);
      sums.passed.add(Map.copyOf(sums.lines));
    }
  }

  private void note(DeviceSample device) {
    uncovered.put(device.device(), device.uncoveredMillis());
    epochs.add(device.device() + " " + device.epoch().id());
  }

  private void add(DeviceSample device, Counter counter, Set<String> grown) {
    Key key =
        new Key(device.device(), device.epoch().id(), user(counter.user()), counter.quality());
    Sum now = Sum.of(counter);
    Sum growth = now.above(highest.getOrDefault(key, Sum.ZERO));
    if (growth.isZero()) {
      return;
    }
    highest.merge(key, growth, Sum::plus);
    Line line = new Line(device.device(), counter.quality());
    sums("node").lines.merge(line, growth, Sum::plus);
    grown.add("node");
    if (counter.user() instanceof User.OfRun(String run)) {
      sums(run).lines.merge(line, growth, Sum::plus);
      grown.add(run);
    }
  }

  private Sums sums(String subject) {
    return subjects.computeIfAbsent(subject, key -> new Sums());
  }

  /** Counters of a record in the words of the agent's answer to {@code status}. */
  private static Map<String, Long> committed(Sample sample) {
    Map<String, Long> committed = new TreeMap<>();
    for (DeviceSample device : sample.devices()) {
      String name = device.device() + " " + device.epoch().id();
      for (Map.Entry<Quality, Energy> total : device.totals().entrySet()) {
        committed.put(name + " total " + word(total.getKey()), total.getValue().microjoules());
      }
      for (Counter counter : device.counters()) {
        committed.put(
            name + " " + user(counter.user()) + " " + word(counter.quality()),
            counter.energy().microjoules());
      }
    }
    return committed;
  }

  private static String user(User user) {
    return switch (user) {
      case User.OfRun run -> "run/" + run.run();
      case User.Remainder remainder -> word(remainder);
    };
  }

  static String word(Enum<?> value) {
    return value.name().toLowerCase(java.util.Locale.ROOT);
  }

  /** Counters of the record of a tick, if it is remembered. */
  java.util.Optional<Map<String, Long>> committed(long sequence) {
    return java.util.Optional.ofNullable(recent.get(sequence));
  }

  /** Whether a subject's sums on this node ever were these: a run by its id, or the node. */
  boolean passed(String subject, Map<Line, Sum> lines) {
    Sums sums = subjects.get(subject);
    return sums == null ? lines.isEmpty() : sums.passed.contains(lines);
  }

  /** A subject's sums on this node now. */
  Map<Line, Sum> now(String subject) {
    Sums sums = subjects.get(subject);
    return sums == null ? Map.of() : Map.copyOf(sums.lines);
  }

  /** Ids of the runs that used something here. */
  Set<String> runs() {
    Set<String> runs = new java.util.TreeSet<>(subjects.keySet());
    runs.remove("node");
    return runs;
  }

  /** All that a device used in one quality. */
  long total(String device, Quality quality) {
    return now("node").getOrDefault(new Line(device, quality), Sum.ZERO).energy();
  }

  /** Time of which nothing was measured, as the newest record has it. */
  long uncoveredMillis(String device) {
    return uncovered.getOrDefault(device, 0L);
  }

  /** How often counters passed their range. */
  long wraps() {
    return wraps.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Epochs seen, over all devices. */
  int epochs() {
    return epochs.size();
  }

  long newest() {
    return newest;
  }

  long records() {
    return records;
  }

  /** How many of the records had been there before. */
  long repeated() {
    return records - ticks.size();
  }

  /** Ticks between the first and the newest of which there is no record. */
  long missing() {
    return ticks.isEmpty()
        ? 0
        : newest - ticks.stream().min(Long::compare).get() + 1 - ticks.size();
  }
}
