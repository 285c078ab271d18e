package io.trainwatt.collector.live.report;

import io.trainwatt.collector.live.ViewState;
import io.trainwatt.events.account.Subject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Rows that are new. */
public record RowsReport(List<RunRow> runs, List<NodeRow> nodes) {
  /** What the event that carries it is called. */
  public static final String EVENT = "rows";

  /** Of these subjects, those that the view has. */
  public static RowsReport of(ViewState state, Collection<Subject> subjects) {
    List<RunRow> runs = new ArrayList<>();
    List<NodeRow> nodes = new ArrayList<>();
    for (Subject subject : subjects) {
      switch (subject) {
        case Subject.OfRun run ->
            state.runOfId(run.id()).ifPresent(found -> runs.add(RunRow.of(state, found)));
        case Subject.OfNode node ->
            state.node(node.id()).ifPresent(found -> nodes.add(NodeRow.of(state, found)));
        case Subject.OfCluster ignored -> {}
      }
    }
    return new RowsReport(runs, nodes);
  }

  /** Whether there is nothing in it. */
  public boolean nothing() {
    return runs.isEmpty() && nodes.isEmpty();
  }
}
