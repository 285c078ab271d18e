package io.trainwatt.pipeline.watch;

import io.trainwatt.events.account.Subject;
import io.trainwatt.events.alert.Alert;
import io.trainwatt.events.alert.Severity;
import io.trainwatt.events.quantity.Energy;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

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

  static final long KEEP_RESOLVED_MICROS = 7L * 24 * 3_600 * 1_000_000;
  // A firing alert whose figures grow is written anew at most this often.
  private static final long REPEAT_MICROS = 10_000_000;

  boolean isFiring() {
    return resolvedWallMicros == 0;
  }

  /** Whether it was resolved long enough ago to be removed. */
  boolean isOld(long nowMicros) {
    return !isFiring() && nowMicros - resolvedWallMicros >= KEEP_RESOLVED_MICROS;
  }

  /** What is to be written after a verdict; nothing where there is nothing new to say. */
  static Optional<AlertRow> after(Optional<AlertRow> before, Verdict verdict, long nowMicros) {
    boolean wasFiring = before.isPresent() && before.get().isFiring();
    long next = before.map(AlertRow::revision).orElse(0L) + 1;
    return switch (verdict) {
      case Verdict.Firing firing -> {
        boolean news =
            !wasFiring
                || firing.sinceWallMicros() != before.get().firing().sinceWallMicros()
                || nowMicros - before.get().saidWallMicros() >= REPEAT_MICROS;
        yield news ? Optional.of(new AlertRow(firing, 0, next, nowMicros)) : Optional.empty();
      }
      case Verdict.Clear ignored ->
          wasFiring
              ? Optional.of(new AlertRow(before.get().firing(), nowMicros, next, nowMicros))
              : Optional.empty();
      case Verdict.Unchanged ignored -> Optional.empty();
    };
  }

  /** As it stands on its topic. */
  Alert alert(
      String rule,
      Subject subject,
      Severity severity,
      long wastedMicrograms,
      Map<String, String> labels) {
    return new Alert(
        AlertKey.fingerprint(rule, subject),
        rule,
        subject,
        severity,
        firing.sinceWallMicros(),
        isFiring() ? OptionalLong.empty() : OptionalLong.of(resolvedWallMicros),
        firing.summary(),
        firing.remedy(),
        Energy.ofMicrojoules(firing.wastedMicrojoules()),
        wastedMicrograms,
        firing.evidence(),
        AlertKey.docs(rule),
        revision,
        saidWallMicros,
        labels);
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
    out.texts(firing.evidence());
    out.number(row.get().resolvedWallMicros);
    out.number(row.get().revision);
    out.number(row.get().saidWallMicros);
  }

  static Optional<AlertRow> read(StateReader in) {
    if (!in.flag()) {
      return Optional.empty();
    }
    return Optional.of(
        new AlertRow(
            new Verdict.Firing(in.number(), in.text(), in.text(), in.number(), in.texts()),
            in.number(),
            in.number(),
            in.number()));
  }
}
