package io.trainwatt.events.account;

import io.trainwatt.events.node.NodeFacts;
import io.trainwatt.events.quantity.Band;
import io.trainwatt.events.quantity.Energy;
import io.trainwatt.events.run.RunState;
import io.trainwatt.events.sample.StageCount;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;

/** What a subject has used so far. */
public sealed interface Account {

  /** Whose account it is. */
  Subject subject();

  /** What both kinds hold. */
  Ledger ledger();

  /**
   * The part that runs and nodes share.
   *
   * @param revision grows with each version
   * @param asOfWallMicros event time of the newest energy in it
   * @param sinceWallMicros event time of the oldest energy in it
   * @param total of the devices in the total
   * @param cost one a currency
   * @param water absent where no node says how much it takes
   * @param restated absent while no factor that went in was a correction
   */
  record Ledger(
      long revision,
      long asOfWallMicros,
      long sinceWallMicros,
      List<EnergyEntry> energy,
      Band total,
      List<CarbonFigure> carbon,
      List<CostFigure> cost,
      Optional<WaterFigure> water,
      Optional<Restatement> restated) {
    public Ledger {
      energy = List.copyOf(energy);
      carbon = List.copyOf(carbon);
      cost = List.copyOf(cost);
    }

    /** Of which neither cost nor water is known. */
    public Ledger(
        long revision,
        long asOfWallMicros,
        long sinceWallMicros,
        List<EnergyEntry> energy,
        Band total,
        List<CarbonFigure> carbon) {
      this(
          revision,
          asOfWallMicros,
          sinceWallMicros,
          energy,
          total,
          carbon,
          List.of(),
          Optional.empty(),
          Optional.empty());
    }
  }

  /**
   * Of a run, over all its nodes.
   *
   * @param progress absent until some was reported
   * @param nodes what each of its nodes measured while it was on it
   * @param efficiency absent until energy was counted
   * @param forecast absent until a step was reported, and once it has ended
   */
  record OfRun(
      String run,
      String name,
      Map<String, String> labels,
      String user,
      String foundBy,
      RunState state,
      long startedWallMicros,
      OptionalLong endedWallMicros,
      OptionalInt exitCode,
      Optional<RunProgress> progress,
      List<NodeShare> nodes,
      Ledger ledger,
      Optional<Efficiency> efficiency,
      Optional<RunForecast> forecast)
      implements Account {
    public OfRun {
      labels = Collections.unmodifiableMap(new TreeMap<>(labels));
      nodes = List.copyOf(nodes);
    }

    /** Of which neither efficiency nor forecast is known. */
    public OfRun(
        String run,
        String name,
        Map<String, String> labels,
        String user,
        String foundBy,
        RunState state,
        long startedWallMicros,
        OptionalLong endedWallMicros,
        OptionalInt exitCode,
        Optional<RunProgress> progress,
        List<NodeShare> nodes,
        Ledger ledger) {
      this(
          run,
          name,
          labels,
          user,
          foundBy,
          state,
          startedWallMicros,
          endedWallMicros,
          exitCode,
          progress,
          nodes,
          ledger,
          Optional.empty(),
          Optional.empty());
    }

    /** Of which no forecast is known. */
    public OfRun(
        String run,
        String name,
        Map<String, String> labels,
        String user,
        String foundBy,
        RunState state,
        long startedWallMicros,
        OptionalLong endedWallMicros,
        OptionalInt exitCode,
        Optional<RunProgress> progress,
        List<NodeShare> nodes,
        Ledger ledger,
        Optional<Efficiency> efficiency) {
      this(
          run,
          name,
          labels,
          user,
          foundBy,
          state,
          startedWallMicros,
          endedWallMicros,
          exitCode,
          progress,
          nodes,
          ledger,
          efficiency,
          Optional.empty());
    }

    /** The same with a forecast. */
    public OfRun with(RunForecast expected) {
      return new OfRun(
          run,
          name,
          labels,
          user,
          foundBy,
          state,
          startedWallMicros,
          endedWallMicros,
          exitCode,
          progress,
          nodes,
          ledger,
          efficiency,
          Optional.of(expected));
    }

    @Override
    public Subject subject() {
      return new Subject.OfRun(run);
    }
  }

  /**
   * Of a node: {@code measured = attributed + unattributed}.
   *
   * @param facts absent until the agent's row was read
   * @param agentStages what passed each stage of its agent
   */
  record OfNode(
      String node,
      Energy measured,
      Energy attributed,
      Energy unattributed,
      SampleBooks books,
      Optional<NodeFacts> facts,
      List<StageCount> agentStages,
      Ledger ledger)
      implements Account {
    public OfNode {
      agentStages = List.copyOf(agentStages);
    }

    @Override
    public Subject subject() {
      return new Subject.OfNode(node);
    }
  }
}
