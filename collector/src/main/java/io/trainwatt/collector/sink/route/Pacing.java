package io.trainwatt.collector.sink.route;

import java.time.Duration;
import java.util.List;

/**
 * When a route tells.
 *
 * @param groupBy what alerts of one notice have in common: {@code rule}, {@code severity}, {@code
 *     subject} or a label's name; empty: all in one
 * @param groupWait how long the first alert of a group waits for others
 * @param groupInterval the least time between two notices of a group with news
 * @param repeatInterval after how long a group that still fires is told again
 * @param resolved whether it is told when an alert is over
 * @param tellAtStart whether what fires is told again when this process begins, because the
 *     receiver forgets
 */
record Pacing(
    List<String> groupBy,
    Duration groupWait,
    Duration groupInterval,
    Duration repeatInterval,
    boolean resolved,
    boolean tellAtStart) {
  Pacing {
    groupBy = List.copyOf(groupBy);
  }
}
