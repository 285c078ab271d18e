package io.trainwatt.pipeline.watch;

import io.trainwatt.events.account.Subject;
import io.trainwatt.events.advice.Advice;
import io.trainwatt.events.alert.Alert;
import io.trainwatt.events.run.RunState;
import io.trainwatt.pipeline.account.RunEvent;
import io.trainwatt.pipeline.carbon.Figures;
import io.trainwatt.pipeline.carbon.GridPlace;
import io.trainwatt.pipeline.state.StateFormat;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A run under watch: its rules' memory and its alerts. Event time rules. Not thread-safe. */
final class WatchedRun {
  // After a crash, slices of at most so long are seen by account and not by the rules' memory: they
  // change when a silence or idleness was noticed, and no account.
  private static final long KEEP_EVERY_MICROS = 5_000_000;

  private final String run;
  private final List<Rule> rules = new ArrayList<>();
  private final StopJudge judge;
  private final Adviser adviser;
  private String name = "";
  private Map<String, String> labels = Map.of();
  private boolean ended;
  private long startedWallMicros;
  private long watermarkMicros;
  private Optional<GridPlace> place = Optional.empty();
  private long keptMicros;

  private static final class Rule {
    private final Detector detector;
    private Optional<AlertRow> row = Optional.empty();

    private Rule(Detector detector) {
      this.detector = detector;
    }
  }

  WatchedRun(String run, WatchConfig config, Cohorts cohorts) {
    this.run = run;
    this.judge = new StopJudge(config.earlyStopping());
    this.adviser = new Adviser(config.advice());
    AlertRules.forRun(config, judge, cohorts).forEach(detector -> rules.add(new Rule(detector)));
  }

  /** Event time of the newest event. */
  long watermarkMicros() {
    return watermarkMicros;
  }

  /**
   * Whether the memory must be stored after an event. Slices and progress come every second and
   * change little: they are stored now and then; what its rows say at once.
   */
  boolean isWorthKeeping(RunEvent event) {
    boolean worth =
        ended
            || event instanceof RunEvent.Described
            || watermarkMicros - keptMicros >= KEEP_EVERY_MICROS;
    keptMicros = worth ? watermarkMicros : keptMicros;
    return worth;
  }

  /** Takes an event and says which alerts are to be written. */
  List<Alert> take(RunEvent event, Figures carbon) {
    switch (event) {
      case RunEvent.Used(var slice) -> {
        watermarkMicros = Math.max(watermarkMicros, slice.toWallMicros());
        place = slice.place();
      }
      case RunEvent.Progressed(var progress) ->
          watermarkMicros = Math.max(watermarkMicros, progress.wallMicros());
      case RunEvent.Learnt ignored -> {}
      case RunEvent.Accounted ignored -> {}
      case RunEvent.Described(String ignored, var merged) -> {
        name = merged.name();
        labels = merged.labels();
        ended = merged.state() == RunState.ENDED;
        startedWallMicros = merged.startedWallMicros();
        watermarkMicros = Math.max(watermarkMicros, merged.endedWallMicros().orElse(0));
      }
    }
    List<Alert> changed = List.of();
    for (Rule rule : rules) {
      rule.detector.observe(event);
      Verdict verdict = ended ? new Verdict.Clear() : rule.detector.verdict();
      if (change(rule, verdict)) {
        changed = changed.isEmpty() ? new ArrayList<>(1) : changed;
        changed.add(alert(rule, rule.row.orElseThrow(), carbon));
      }
    }
    return changed;
  }

  /** What is to be advised after the event that was taken last. */
  List<Advice> advice() {
    return adviser.say(
        new Adviser.Now(
            run,
            name.isEmpty() ? run : name,
            labels,
            startedWallMicros,
            watermarkMicros,
            ended,
            judge.ruling()));
  }

  // Whether the alert has a new version.
  private boolean change(Rule rule, Verdict verdict) {
    Optional<AlertRow> next = AlertRow.after(rule.row, verdict, watermarkMicros);
    rule.row = next.isPresent() ? next : rule.row;
    return next.isPresent();
  }

  private Alert alert(Rule rule, AlertRow row, Figures carbon) {
    Map<String, String> all = new TreeMap<>(labels);
    all.put("run", name.isEmpty() ? run : name);
    return row.alert(
        rule.detector.rule(),
        new Subject.OfRun(run),
        rule.detector.severity(),
        carbon.micrograms(place, row.saidWallMicros(), row.firing().wastedMicrojoules()),
        all);
  }

  /**
   * Drops alerts that were resolved long enough ago.
   *
   * @param nowMicros event time of the newest event of any run
   * @return their fingerprints
   */
  List<String> dropResolved(long nowMicros) {
    List<String> dropped = new ArrayList<>(0);
    for (Rule rule : rules) {
      if (rule.row.isPresent() && rule.row.get().isOld(nowMicros)) {
        dropped.add(fingerprint(rule));
        rule.row = Optional.empty();
      }
    }
    return dropped;
  }

  boolean hasEnded() {
    return ended;
  }

  /** Whether nothing more is to be expected of the run: it ended long ago and no alert is left. */
  boolean isOver(long nowMicros) {
    return ended
        && nowMicros - watermarkMicros >= AlertRow.KEEP_RESOLVED_MICROS
        && rules.stream().allMatch(rule -> rule.row.isEmpty());
  }

  private String fingerprint(Rule rule) {
    return AlertKey.fingerprint(rule.detector.rule(), new Subject.OfRun(run));
  }

  /** Bytes of a run under watch. A rule's memory is found by its name: rules come and go. */
  static final class Format implements StateFormat<WatchedRun> {
    private static final int VERSION = 2;
    private final WatchConfig config;
    private final Cohorts cohorts;
    private final StateWriter inner = new StateWriter();

    Format(WatchConfig config, Cohorts cohorts) {
      this.config = config;
      this.cohorts = cohorts;
    }

    @Override
    public void write(WatchedRun watched, StateWriter out) {
      out.number(VERSION);
      out.text(watched.run);
      out.text(watched.name);
      out.number(watched.labels.size());
      watched.labels.forEach(
          (label, value) -> {
            out.text(label);
            out.text(value);
          });
      out.flag(watched.ended);
      out.number(watched.watermarkMicros);
      out.number(watched.startedWallMicros);
      watched.adviser.write(out);
      GridPlace.write(watched.place, out);
      out.number(watched.rules.size());
      for (Rule rule : watched.rules) {
        out.text(rule.detector.rule());
        inner.reset();
        AlertRow.write(rule.row, inner);
        rule.detector.write(inner);
        out.bytes(inner.toBytes());
      }
    }

    @Override
    public WatchedRun read(StateReader in) {
      int version = in.version("a run under watch", VERSION);
      WatchedRun watched = new WatchedRun(in.text(), config, cohorts);
      watched.name = in.text();
      int labels = in.count();
      Map<String, String> read = new TreeMap<>();
      for (int i = 0; i < labels; i++) {
        String label = in.text();
        read.put(label, in.text());
      }
      watched.labels = read;
      watched.ended = in.flag();
      watched.watermarkMicros = in.number();
      if (version >= 2) {
        watched.startedWallMicros = in.number();
        watched.adviser.read(in);
      }
      watched.place = GridPlace.read(in);
      int rules = in.count();
      for (int i = 0; i < rules; i++) {
        String name = in.text();
        StateReader memory = new StateReader(in.bytes());
        for (Rule rule : watched.rules) {
          if (rule.detector.rule().equals(name)) {
            rule.row = AlertRow.read(memory);
            rule.detector.read(memory);
          }
        }
      }
      return watched;
    }
  }
}
