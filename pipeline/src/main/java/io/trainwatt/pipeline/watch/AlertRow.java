package io.trainwatt.pipeline.watch;

import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is remembered of an alert that is on its topic, to change it, resolve it and remove it.
 *
 * @param firing what was said last
 * @param resolvedWallMicros 0 while it is firing
 * @param revision of the last version
 * @param saidWallMicros event time of the last version
 */
record AlertRow(
    Verdict.Firing firing, long resolvedWallMicros, long revision, long saidWallMicros) {

  boolean isFiring() {
    return resolvedWallMicros == 0;
  }

  static void write(Optional<AlertRow> row, StateWriter out) {
    out.flag(row.isPresent());
    if (row.isEmpty()) {
      return;
    }
    Verdict.Firing firing = row.get().firing;
    out.number(firing.sinceWallMicros());
    out.text(firing.summary());
    out.text(firing.remedy());
    out.number(firing.wastedMicrojoules());
    out.number(firing.evidence().size());
    firing
        .evidence()
        .forEach(
            (name, value) -> {
              out.text(name);
              out.text(value);
            });
    out.number(row.get().resolvedWallMicros);
    out.number(row.get().revision);
    out.number(row.get().saidWallMicros);
  }

  static Optional<AlertRow> read(StateReader in) {
    if (!in.flag()) {
      return Optional.empty();
    }
    long since = in.number();
    String summary = in.text();
    String remedy = in.text();
    long wasted = in.number();
    int count = in.count();
    var evidence = new TreeMap<String, String>();
    for (int i = 0; i < count; i++) {
      String name = in.text();
      evidence.put(name, in.text());
    }
    return Optional.of(
        new AlertRow(
            new Verdict.Firing(since, summary, remedy, wasted, evidence),
            in.number(),
            in.number(),
            in.number()));
  }
}
