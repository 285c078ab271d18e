package io.trainwatt.pipeline.meter;

import io.trainwatt.events.sample.Sample;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The agents that spoke for a node, to notice two that live at the same time. Not thread-safe.
 *
 * <p>One agent after another is what restarts look like, in whatever order their records come:
 * their times do not overlap. Two that live together both go on after the other was heard, and
 * their times overlap. Both must hold: a clock that was set back makes times overlap, records that
 * arrive in disorder make both go on, and neither is a second agent. The one that began later is
 * the intruder, for as long as it is remembered.
 */
final class InstanceBook {
  private static final int MOST = 8;

  private static final class Instance {
    private final String id;
    private final String boot;
    private long highestSequence;
    private long[] monotonic;
    private long[] wall;
    private boolean returned;
    private boolean intruder;

    private Instance(String id, String boot) {
      this.id = id;
      this.boot = boot;
      this.highestSequence = Long.MIN_VALUE;
      this.monotonic = new long[] {Long.MAX_VALUE, Long.MIN_VALUE};
      this.wall = new long[] {Long.MAX_VALUE, Long.MIN_VALUE};
    }

    private void widen(Sample sample) {
      widen(monotonic, sample.monotonicNanos());
      widen(wall, sample.wallMicros());
    }

    private static void widen(long[] range, long value) {
      range[0] = Math.min(range[0], value);
      range[1] = Math.max(range[1], value);
    }

    private boolean overlaps(Instance other) {
      return boot.equals(other.boot)
          ? overlap(monotonic, other.monotonic)
          : overlap(wall, other.wall);
    }

    private static boolean overlap(long[] one, long[] other) {
      return one[0] <= other[1] && other[0] <= one[1];
    }
  }

  // The one heard last stands last.
  private final List<Instance> instances = new ArrayList<>(1);

  /**
   * Takes a sample into the book.
   *
   * @return the instance that has the node, if this sample is of another one beside it
   */
  Optional<String> intrudes(Sample sample) {
    Instance known = find(sample);
    known.widen(sample);
    if (sample.sequence() > known.highestSequence) {
      heard(known, sample.sequence());
    }
    if (!known.intruder) {
      judge(known);
    }
    return known.intruder ? Optional.of(owner(known)) : Optional.empty();
  }

  private Instance find(Sample sample) {
    for (Instance instance : instances) {
      if (instance.id.equals(sample.agent().id())) {
        return instance;
      }
    }
    if (instances.size() == MOST) {
      instances.removeFirst();
    }
    Instance fresh = new Instance(sample.agent().id(), sample.boot());
    instances.add(instances.isEmpty() ? 0 : instances.size() - 1, fresh);
    return fresh;
  }

  /** It went on; if another was heard since it did so last, it returned. */
  private void heard(Instance instance, long sequence) {
    boolean first = instance.highestSequence == Long.MIN_VALUE;
    if (!first && instances.getLast() != instance) {
      instance.returned = true;
    }
    instance.highestSequence = sequence;
    instances.remove(instance);
    instances.add(instance);
  }

  private void judge(Instance now) {
    for (Instance other : instances) {
      if (other != now && other.returned && now.returned && now.overlaps(other)) {
        Instance later = later(now, other);
        Instance earlier = later == now ? other : now;
        later.intruder |= !earlier.intruder;
      }
    }
  }

  private static Instance later(Instance one, Instance other) {
    if (one.wall[0] != other.wall[0]) {
      return one.wall[0] > other.wall[0] ? one : other;
    }
    return one.id.compareTo(other.id) > 0 ? one : other;
  }

  private String owner(Instance intruder) {
    return instances.stream()
        .filter(instance -> instance != intruder && !instance.intruder)
        .filter(intruder::overlaps)
        .map(instance -> instance.id)
        .findFirst()
        .orElse("no longer remembered");
  }

  void write(StateWriter out) {
    out.number(instances.size());
    for (Instance instance : instances) {
      out.text(instance.id);
      out.text(instance.boot);
      out.number(instance.highestSequence);
      out.number(instance.monotonic[0]);
      out.number(instance.monotonic[1]);
      out.number(instance.wall[0]);
      out.number(instance.wall[1]);
      out.flag(instance.returned);
      out.flag(instance.intruder);
    }
  }

  static InstanceBook read(StateReader in) {
    InstanceBook book = new InstanceBook();
    int count = in.count();
    for (int i = 0; i < count; i++) {
      Instance instance = new Instance(in.text(), in.text());
      instance.highestSequence = in.number();
      instance.monotonic = new long[] {in.number(), in.number()};
      instance.wall = new long[] {in.number(), in.number()};
      instance.returned = in.flag();
      instance.intruder = in.flag();
      book.instances.add(instance);
    }
    return book;
  }
}
