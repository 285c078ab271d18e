package io.trainwatt.agent.sensor.nvml;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How busy each instance of a board in MIG mode was, by NVIDIA's GPU performance monitoring:
 * between two samples, percent of the instance's multiprocessors that were busy. Boards have it
 * since Hopper. Used by one thread at a time.
 */
final class InstanceActivity {
  private static final double WHOLE_PERCENT = 100;
  private static final double PPM_PER_PERCENT = 10_000;

  private final Gpu board;
  private final MemorySegment room;

  /** Before and now, by instance. */
  private final Map<Long, Pair> samples = new HashMap<>();

  private boolean sampledBefore;
  private int looks;
  private Map<Long, Long> told = Map.of();

  private record Pair(long before, long now) {
    Pair turned() {
      return new Pair(/* before= */ now, /* now= */ before);
    }
  }

  private InstanceActivity(Gpu board, MemorySegment room) {
    this.board = board;
    this.room = room;
  }

  /**
   * Of a board's instances; of none where the board or its driver does not tell.
   *
   * @param room {@link Gpu#ACTIVITY_BYTES} of memory
   */
  static InstanceActivity of(Gpu board, Slices slices, MemorySegment room) {
    InstanceActivity activity = new InstanceActivity(board, room);
    if (board.countsActivity()) {
      for (long instance : slices.byInstance().keySet()) {
        OptionalLong before = board.newSample();
        OptionalLong now = board.newSample();
        if (before.isPresent() && now.isPresent()) {
          activity.samples.put(instance, new Pair(before.getAsLong(), now.getAsLong()));
        } else {
          before.ifPresent(board::letGo);
          now.ifPresent(board::letGo);
          activity.letGo();
          break;
        }
      }
    }
    return activity;
  }

  /**
   * Busy parts per million of each instance of late; of none if it is not known of all, as what is
   * known of some says nothing of their share. Called about once a second.
   */
  Map<Long, Long> now() {
    if (looks++ % Math.max(1, samples.size()) == 0) {
      told = sinceLast();
    }
    return told;
  }

  private Map<Long, Long> sinceLast() {
    boolean sampled = !samples.isEmpty();
    for (Map.Entry<Long, Pair> entry : samples.entrySet()) {
      sampled &= board.sample(entry.getKey(), entry.getValue().now());
    }
    Map<Long, Long> busy = sampled && sampledBefore ? between() : Map.of();
    sampledBefore = sampled;
    samples.replaceAll((instance, pair) -> pair.turned());
    return busy;
  }

  private Map<Long, Long> between() {
    Map<Long, Long> busy = new HashMap<>();
    for (Map.Entry<Long, Pair> entry : samples.entrySet()) {
      Pair pair = entry.getValue();
      OptionalDouble percent = board.busyBetween(pair.before(), pair.now(), room);
      if (percent.isEmpty() || !(percent.getAsDouble() >= 0)) {
        return Map.of();
      }
      // Instances are known to show a little more than all of themselves.
      double held = Math.min(percent.getAsDouble(), WHOLE_PERCENT);
      busy.put(entry.getKey(), Math.round(held * PPM_PER_PERCENT));
    }
    return busy;
  }

  /** Gives the samples back to the library. */
  void letGo() {
    samples
        .values()
        .forEach(
            pair -> {
              board.letGo(pair.before());
              board.letGo(pair.now());
            });
    samples.clear();
  }
}
