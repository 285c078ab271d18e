package io.trainwatt.collector;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * Notices work that stands still although nothing failed: stream threads that do not come to run,
 * and partitions of which more is there to be read while the committed position does not move. A
 * pause shorter than the limit is a rebalance or a slow commit and nobody's trouble.
 *
 * <p>Not for several threads at once; {@link #problem} may be asked by any.
 */
final class StallWatch {
  private static final String REMEDY =
      "; see that the broker is well (its log says so where it is fenced, overloaded or has a full disk)."
          + " The collector goes on by itself; if it does not, restart it: nothing is lost";

  private final Duration limit;
  private final Map<TopicPartition, Mark> marks = new HashMap<>();
  private long notRunningSinceNanos;
  private boolean running = true;
  private volatile Optional<String> problem = Optional.empty();

  /**
   * How far a partition has been worked on, and how far it goes.
   *
   * @param position offset of the next record to be worked on
   * @param end offset after the last record there is, those of an open transaction too
   * @param gaps whether offsets may hold no record, as after each transaction: then it is behind
   *     only by what came after it last moved or was complete
   */
  record Reach(long position, long end, boolean gaps) {
    long behind() {
      return end - position;
    }
  }

  /**
   * Where a partition stood since when.
   *
   * @param doneWith offset up to which there is, as far as can be told, nothing left to do
   */
  private record Mark(Reach reach, long doneWith, long sinceNanos) {}

  /**
   * A watch that has seen nothing yet.
   *
   * @param limit after which something that stands still is called stalled
   */
  StallWatch(Duration limit) {
    this.limit = limit;
  }

  /**
   * Takes note of what is now.
   *
   * @param idle the state of each stream thread that does not run, or of all of them
   * @param reaches of the partitions that this instance works on
   * @param nowNanos as {@link System#nanoTime}
   */
  void observe(List<String> idle, Map<TopicPartition, Reach> reaches, long nowNanos) {
    if (running != idle.isEmpty()) {
      running = idle.isEmpty();
      notRunningSinceNanos = nowNanos;
    }
    marks.keySet().retainAll(reaches.keySet());
    reaches.forEach((partition, reach) -> mark(partition, reach, nowNanos));
    problem = notRunning(idle, nowNanos).or(() -> standing(nowNanos));
  }

  /** What stands still, since when and what to do about it; empty while all moves. */
  Optional<String> problem() {
    return problem;
  }

  private void mark(TopicPartition partition, Reach reach, long nowNanos) {
    Mark before = marks.get(partition);
    if (before != null
        && reach.position() == before.reach().position()
        && reach.end() > before.doneWith()) {
      marks.put(partition, new Mark(reach, before.doneWith(), before.sinceNanos()));
    } else {
      long doneWith = reach.gaps() ? reach.end() : reach.position();
      marks.put(partition, new Mark(reach, doneWith, nowNanos));
    }
  }

  private Optional<String> notRunning(List<String> idle, long nowNanos) {
    Duration since = Duration.ofNanos(nowNanos - notRunningSinceNanos);
    return running || since.compareTo(limit) < 0
        ? Optional.empty()
        : Optional.of(
            "stream threads have not run for %d s (%s)%s"
                .formatted(since.toSeconds(), String.join(", ", idle), REMEDY));
  }

  private Optional<String> standing(long nowNanos) {
    List<Map.Entry<TopicPartition, Mark>> still =
        marks.entrySet().stream()
            .filter(
                mark ->
                    Duration.ofNanos(nowNanos - mark.getValue().sinceNanos()).compareTo(limit) >= 0)
            .toList();
    return still.stream()
        .max(Comparator.comparingLong(mark -> mark.getValue().reach().behind()))
        .map(
            most ->
                "%s%s has not moved for %d s, %d records behind%s"
                    .formatted(
                        most.getKey(),
                        still.size() == 1 ? "" : " and %d more".formatted(still.size() - 1),
                        Duration.ofNanos(nowNanos - most.getValue().sinceNanos()).toSeconds(),
                        most.getValue().reach().behind(),
                        REMEDY));
  }
}
