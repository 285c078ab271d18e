package io.trainwatt.agent.run;

import io.trainwatt.events.run.RunFacts;
import io.trainwatt.events.run.RunState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * The rows of this node's runs: what they are called, what state they are in. A row is published
 * when it is made, changes or ends. Used by one thread.
 */
public final class RunBook {

  // Long enough for anyone who asks what became of a run; the collector keeps the rest.
  private static final long KEPT_MICROS = Duration.ofHours(24).toNanos() / 1_000;
  private static final int KEPT_ROWS = 1_000;

  private final String node;
  private final Map<String, RunRow> rows = new LinkedHashMap<>();
  private final Set<String> changed = new LinkedHashSet<>();
  private final Set<String> published = new LinkedHashSet<>();
  private final Set<String> removed = new LinkedHashSet<>();

  /**
   * What begins a run.
   *
   * @param run id
   * @param name empty for the id
   * @param user owner of its process
   * @param foundBy "run", "attach", "hook", ...
   */
  public record Start(
      String run,
      String name,
      Map<String, String> labels,
      String user,
      String foundBy,
      List<String> command,
      int worldSize,
      RootProcess root) {
    public Start {
      labels = Map.copyOf(labels);
      command = List.copyOf(command);
    }
  }

  /** Rows to publish, and rows to store and to remove in the same commit; by run id. */
  public record Taken(List<RunFacts> records, Map<String, byte[]> states, Set<String> removed) {}

  /**
   * @param node whose rows these are
   */
  public RunBook(String node) {
    this.node = node;
  }

  /**
   * Goes on with a stored row.
   *
   * @throws IllegalArgumentException if the bytes are none of ours
   */
  public void restore(byte[] state) {
    RunRow row = RunRow.decode(state);
    rows.put(row.facts().run(), row);
  }

  /** The row of a run. */
  public Optional<RunRow> row(String run) {
    return Optional.ofNullable(rows.get(run));
  }

  /** All rows, oldest first. */
  public List<RunRow> rows() {
    return List.copyOf(rows.values());
  }

  /** Makes a run, or lets one that ended go on; what it already is called stays. */
  public void begin(Start start, long wallMicros) {
    RunRow known = rows.get(start.run());
    if (known == null) {
      put(new RunRow(first(start, wallMicros), start.root(), OptionalLong.empty()));
      return;
    }
    RunFacts old = known.facts();
    Map<String, String> labels = new TreeMap<>(start.labels());
    labels.putAll(old.labels());
    boolean unnamed = old.name().equals(old.run()) && !start.name().isEmpty();
    RunFacts facts =
        new RunFacts(
            old.run(),
            node,
            old.revision(),
            unnamed ? start.name() : old.name(),
            labels,
            old.user().isEmpty() ? start.user() : old.user(),
            // That a run is named says less than who names it.
            old.foundBy().equals("environment") ? start.foundBy() : old.foundBy(),
            old.startedWallMicros(),
            OptionalLong.empty(),
            RunState.RUNNING,
            OptionalInt.empty(),
            old.command().isEmpty() ? start.command() : old.command(),
            Math.max(old.worldSize(), start.worldSize()));
    boolean over = old.state() == RunState.ENDED;
    replace(new RunRow(facts, over ? start.root() : known.root(), OptionalLong.empty()));
  }

  private RunFacts first(Start start, long wallMicros) {
    return new RunFacts(
        start.run(),
        node,
        0,
        start.name().isEmpty() ? start.run() : start.name(),
        start.labels(),
        start.user(),
        start.foundBy(),
        wallMicros,
        OptionalLong.empty(),
        RunState.RUNNING,
        OptionalInt.empty(),
        start.command(),
        start.worldSize());
  }

  /** Its user calls it so. */
  public void named(String run, String name) {
    RunRow row = rows.get(run);
    if (row != null) {
      RunFacts old = row.facts();
      replace(
          new RunRow(
              new RunFacts(
                  old.run(),
                  node,
                  old.revision(),
                  name,
                  old.labels(),
                  old.user(),
                  old.foundBy(),
                  old.startedWallMicros(),
                  old.endedWallMicros(),
                  old.state(),
                  old.exitCode(),
                  old.command(),
                  old.worldSize()),
              row.root(),
              row.retiredWallMicros()));
    }
  }

  /** The exit code of a run's command, said by who started it. */
  public void exited(String run, int exitCode) {
    RunRow row = rows.get(run);
    if (row != null) {
      RunFacts old = row.facts();
      replace(with(row, old.state(), old.endedWallMicros(), OptionalInt.of(exitCode)));
    }
  }

  /** Its last process ended. */
  public void ended(String run, long wallMicros) {
    RunRow row = rows.get(run);
    if (row != null && row.facts().state() != RunState.ENDED) {
      replace(with(row, RunState.ENDED, OptionalLong.of(wallMicros), row.facts().exitCode()));
    }
  }

  /** The broker has its last value; it is in no further sample. */
  public void retired(String run, long wallMicros) {
    RunRow row = rows.get(run);
    if (row != null && row.retiredWallMicros().isEmpty()) {
      rows.put(run, new RunRow(row.facts(), row.root(), OptionalLong.of(wallMicros)));
      changed.add(run);
    }
  }

  private RunRow with(RunRow row, RunState state, OptionalLong ended, OptionalInt exitCode) {
    RunFacts old = row.facts();
    RunFacts facts =
        new RunFacts(
            old.run(),
            node,
            old.revision(),
            old.name(),
            old.labels(),
            old.user(),
            old.foundBy(),
            old.startedWallMicros(),
            ended,
            state,
            exitCode,
            old.command(),
            old.worldSize());
    return new RunRow(facts, row.root(), row.retiredWallMicros());
  }

  private void replace(RunRow row) {
    RunRow old = rows.get(row.facts().run());
    if (old == null || !old.equals(row)) {
      put(row);
    }
  }

  private void put(RunRow row) {
    RunFacts old = row.facts();
    RunFacts next =
        new RunFacts(
            old.run(),
            node,
            old.revision() + 1,
            old.name(),
            old.labels(),
            old.user(),
            old.foundBy(),
            old.startedWallMicros(),
            old.endedWallMicros(),
            old.state(),
            old.exitCode(),
            old.command(),
            old.worldSize());
    rows.put(next.run(), new RunRow(next, row.root(), row.retiredWallMicros()));
    published.add(next.run());
    changed.add(next.run());
  }

  /**
   * Takes what changed since the last call, and drops rows that nobody will ask for any more.
   *
   * @return what to publish and to store
   */
  public Taken take(long wallMicros) {
    prune(wallMicros);
    List<RunFacts> records = new ArrayList<>();
    Map<String, byte[]> states = new LinkedHashMap<>();
    for (String run : changed) {
      RunRow row = rows.get(run);
      if (row != null) {
        states.put(run, row.encode());
        if (published.contains(run)) {
          records.add(row.facts());
        }
      }
    }
    Taken taken = new Taken(records, states, Set.copyOf(removed));
    changed.clear();
    published.clear();
    removed.clear();
    return taken;
  }

  private void prune(long wallMicros) {
    int tooMany = rows.size() - KEPT_ROWS;
    List<String> old = new ArrayList<>();
    for (RunRow row : rows.values()) {
      if (row.retiredWallMicros().isPresent()
          && (old.size() < tooMany
              || wallMicros - row.retiredWallMicros().getAsLong() > KEPT_MICROS)) {
        old.add(row.facts().run());
      }
    }
    for (String run : old) {
      rows.remove(run);
      changed.remove(run);
      removed.add(run);
    }
  }
}
