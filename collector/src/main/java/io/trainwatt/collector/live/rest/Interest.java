package io.trainwatt.collector.live.rest;

import io.trainwatt.collector.live.report.RowsReport;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a client of the stream wants to be told.
 *
 * @param watched keys of the subjects it wants whole reports and series of, and rows of all others;
 *     absent: whole reports and series of everything, and no rows
 */
record Interest(Optional<Set<String>> watched) {
  static final Interest ALL = new Interest(Optional.empty());

  /** Of {@code run/ID,node/CLUSTER/NAME}, which may be empty. */
  static Interest in(String subjects) {
    return new Interest(Optional.of(new HashSet<>(List.of(subjects.split(",", -1)))));
  }

  boolean rows() {
    return watched.isPresent();
  }

  /** Whether it wants the whole of a subject. */
  boolean covers(String subject) {
    return watched.map(keys -> keys.contains(subject)).orElse(true);
  }

  /** Whether an event is for it. */
  boolean wants(LiveHub.Event event) {
    return switch (event.name()) {
      case RowsReport.EVENT -> rows();
      default -> event.subject().isEmpty() || covers(event.subject());
    };
  }
}
