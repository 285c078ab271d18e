package io.trainwatt.agent;

import io.trainwatt.agent.attribution.Measured;
import io.trainwatt.agent.attribution.NodeMeter;
import io.trainwatt.agent.progress.ProgressBook;
import io.trainwatt.agent.publish.Commit;
import io.trainwatt.agent.publish.Spool;
import io.trainwatt.agent.publish.SpoolFailure;
import io.trainwatt.agent.publish.Table;
import io.trainwatt.agent.run.RunBook;
import io.trainwatt.events.sample.AgentInstance;
import io.trainwatt.events.sample.ListedRun;
import io.trainwatt.events.sample.Sample;
import io.trainwatt.events.sample.SensorEvent;
import io.trainwatt.events.sample.StageCount;
import io.trainwatt.events.topic.Topic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One tick: measure, make the records, and store them with all that led to them in one commit. On
 * the tick's thread.
 */
final class Ticker {

  private static final System.Logger LOG = System.getLogger(Ticker.class.getName());
  private static final String OVERRUN = "tick took too long";
  private static final String FAILED = "measuring failed";

  private final String node;
  private final String boot;
  private final AgentInstance instance;
  private final NodeMeter meter;
  private final Registrar registrar;
  private final RunBook runs;
  private final ProgressBook progress;
  private final NodeReport report;
  private final Spool spool;
  private final Predicate<String> isRead;
  private final Supplier<List<StageCount>> otherStages;
  private final Supplier<List<SensorEvent>> otherEvents;
  private final RecentEvents recent = new RecentEvents();
  private final Map<String, Long> dropped = new HashMap<>();
  // Ended runs, and the first record that lists them as ended.
  private final Map<String, Long> endedAt = new HashMap<>();
  private long sequence;
  private long due;
  private long made;
  private @Nullable Commit failed;
  private @Nullable Sample committed;

  /**
   * @param isRead whether all files of an ended run were
   * @param otherStages counts of the stages that are not the tick's own
   * @param otherEvents gives what was noted since it was last asked, beside the meter's own
   */
  Ticker(
      String node,
      String boot,
      Identity identity,
      NodeMeter meter,
      Registrar registrar,
      RunBook runs,
      ProgressBook progress,
      NodeReport report,
      Spool spool,
      Predicate<String> isRead,
      Supplier<List<StageCount>> otherStages,
      Supplier<List<SensorEvent>> otherEvents) {
    this.node = node;
    this.boot = boot;
    this.instance = identity.instance();
    this.sequence = identity.sequence();
    this.meter = meter;
    this.registrar = registrar;
    this.runs = runs;
    this.progress = progress;
    this.report = report;
    this.spool = spool;
    this.isRead = isRead;
    this.otherStages = otherStages;
    this.otherEvents = otherEvents;
  }

  /** Ticks that came due and were not made, as the one before took too long. */
  void overrun(long ticks) {
    due += ticks;
    dropped.merge(OVERRUN, ticks, Long::sum);
  }

  /**
   * Measures and commits once.
   *
   * @param monotonicNanos CLOCK_MONOTONIC now
   * @param wallMicros the wall clock now
   */
  void tick(long monotonicNanos, long wallMicros) {
    due++;
    Measured measured;
    try {
      measured = meter.tick(monotonicNanos, wallMicros);
    } catch (RuntimeException e) {
      // A fault of ours must not end the measuring of everything else; it is counted and said.
      LOG.log(System.Logger.Level.ERROR, "measuring failed", e);
      dropped.merge(FAILED, 1L, Long::sum);
      return;
    }
    registrar.listed(measured.runs(), wallMicros);
    made++;
    Sample sample = sample(measured, monotonicNanos, wallMicros);
    recent.add(sample.events());
    Commit commit = rows(wallMicros);
    report.changed(meter, wallMicros).ifPresent(facts -> commit.send(Records.of(facts)));
    // Known before their progress is taken: what comes later would be dropped with them.
    List<String> over = over();
    ProgressBook.Taken taken = progress.take(node, boot);
    taken.records().forEach(record -> commit.send(Records.of(record)));
    taken.states().forEach((run, state) -> commit.put(Table.PROGRESS, run, state));
    commit.send(Records.of(sample));
    commit.put(Table.CHECKPOINT, "meter", measured.checkpoint());
    commit.put(Table.COUNTERS, Identity.SEQUENCE, Identity.bytes(sequence));
    commit.put(Table.COUNTERS, Identity.ORDINAL, Identity.bytes(instance.ordinal()));
    OptionalLong last = store(commit);
    if (last.isPresent()) {
      committed = sample;
      noteEnded(measured.runs(), last.getAsLong());
      retire(over, wallMicros);
    }
  }

  private Sample sample(Measured measured, long monotonicNanos, long wallMicros) {
    return new Sample(
        node,
        sequence++,
        instance,
        boot,
        monotonicNanos,
        wallMicros,
        measured.runs(),
        measured.devices(),
        Stream.concat(measured.events().stream(), otherEvents.get().stream()).toList(),
        stages());
  }

  /** Stores runs that changed between ticks, so that no answer promises what a crash would undo. */
  void commitRuns(long wallMicros) {
    Commit commit = rows(wallMicros);
    if (!commit.isEmpty()) {
      OptionalLong _ = store(commit);
    }
  }

  /** Stores that records were acknowledged, so that the next start need not send them again. */
  void commitAcknowledged() {
    OptionalLong _ = store(new Commit());
  }

  private Commit rows(long wallMicros) {
    Commit commit = new Commit();
    RunBook.Taken taken = runs.take(wallMicros);
    taken.records().forEach(facts -> commit.send(Records.of(facts)));
    taken.states().forEach((run, row) -> commit.put(Table.RUNS, run, row));
    taken.removed().forEach(run -> commit.remove(Table.RUNS, run));
    for (String run : taken.states().keySet()) {
      if (!progress.knows(run)) {
        commit.remove(Table.PROGRESS, run);
      }
    }
    return commit;
  }

  private OptionalLong store(Commit commit) {
    Commit before = failed;
    Commit whole = before == null ? commit : commit.after(before);
    try {
      long last = spool.commit(whole);
      if (before != null) {
        LOG.log(System.Logger.Level.INFO, "the spool takes commits again");
      }
      failed = null;
      return OptionalLong.of(last);
    } catch (SpoolFailure e) {
      if (before == null) {
        LOG.log(
            System.Logger.Level.ERROR,
            "{0}: {1}; measuring goes on in memory and it is tried every tick",
            e.getMessage(),
            e.getCause() == null ? "" : e.getCause().getMessage());
      }
      failed = whole;
      return OptionalLong.empty();
    }
  }

  private void noteEnded(List<ListedRun> listed, long recordId) {
    for (ListedRun run : listed) {
      if (run.ended()) {
        endedAt.putIfAbsent(run.run(), recordId);
      } else {
        endedAt.remove(run.run());
      }
    }
  }

  /** Ended runs of which the broker has the last sample and the book the last words. */
  private List<String> over() {
    OptionalLong acknowledged = spool.acknowledgedTo(Topic.SAMPLES);
    if (acknowledged.isEmpty()) {
      return List.of();
    }
    return endedAt.entrySet().stream()
        .filter(ended -> ended.getValue() <= acknowledged.getAsLong())
        .map(Map.Entry::getKey)
        .filter(isRead)
        .toList();
  }

  private void retire(List<String> over, long wallMicros) {
    for (String run : over) {
      if (endedAt.remove(run) != null) {
        registrar.acknowledged(run, wallMicros);
      }
    }
  }

  /** Every stage of the agent, up to the previous commit. */
  List<StageCount> stages() {
    List<StageCount> stages = new ArrayList<>();
    long gone = dropped.values().stream().mapToLong(Long::longValue).sum();
    stages.add(new StageCount("sampled", due, made, due - made - gone, dropped));
    stages.add(progress.count());
    stages.add(spool.count());
    stages.addAll(otherStages.get());
    return stages;
  }

  /** What was noticed last. */
  RecentEvents recent() {
    return recent;
  }

  /** The newest sample on disk. */
  Optional<Sample> committed() {
    return Optional.ofNullable(committed);
  }
}
