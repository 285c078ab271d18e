package io.trainwatt.pipeline.watch;

import io.trainwatt.events.account.Subject;
import io.trainwatt.events.advice.Advice;
import io.trainwatt.events.advice.AdviceAction;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Advises one run: to stop, once it is judged not worth going on with and the guard rails allow it;
 * and takes that back as soon as either no longer holds. One piece of advice stands at a time. Not
 * thread-safe.
 */
final class Adviser {
  private static final int VERSION = 1;
  // The user's own veto, on the run.
  private static final String USERS_LABEL = "advice";
  private static final String USERS_VETO = "off";

  private final AdviceConfig config;
  private long given;
  private boolean stands;
  private boolean standsDry;
  private String rule = "";
  private String reason = "";

  Adviser(AdviceConfig config) {
    this.config = config;
  }

  /**
   * What is known of the run now.
   *
   * @param startedWallMicros 0 while no row of it is known
   */
  record Now(
      String run,
      String name,
      Map<String, String> labels,
      long startedWallMicros,
      long wallMicros,
      boolean ended,
      Optional<StopJudge.Ruling> ruling) {}

  /** What is to be said now; almost always nothing. */
  List<Advice> say(Now now) {
    if (now.ended || (!stands && now.ruling.isEmpty())) {
      // To a run that has ended nothing is said, and nothing taken back.
      return List.of();
    }
    Optional<String> forbidden = forbidden(now);
    Optional<String> heldBack = heldBack(now);
    List<Advice> said = new ArrayList<>(1);
    if (stands && (forbidden.isPresent() || heldBack.isPresent() != standsDry)) {
      said.add(withdraw(now, forbidden.orElse("it is given anew under other terms")));
    }
    if (!stands && forbidden.isEmpty()) {
      said.add(advise(now, now.ruling.orElseThrow(), heldBack));
    }
    return said;
  }

  private Optional<String> forbidden(Now now) {
    if (now.ruling.isEmpty()) {
      return Optional.of("it no longer holds");
    }
    if (USERS_VETO.equals(now.labels.getOrDefault(USERS_LABEL, ""))) {
      return Optional.of("the run's label advice=off forbids it");
    }
    Optional<AdviceConfig.LabelValue> veto =
        config.veto().stream().filter(each -> each.isIn(now.labels)).findFirst();
    if (veto.isPresent()) {
      return Optional.of("trainwatt.advice.veto names " + veto.get());
    }
    long runtime = now.wallMicros - now.startedWallMicros;
    return now.startedWallMicros == 0 || runtime < config.minimumRuntime().toNanos() / 1_000
        ? Optional.of("it runs for less than the minimum")
        : Optional.empty();
  }

  private Optional<String> heldBack(Now now) {
    if (config.actsFor(now.labels)) {
      return Optional.empty();
    }
    return Optional.of(
        config.actFor().isEmpty()
            ? "trainwatt.advice.act-for is not set"
            : "none of its labels stands in trainwatt.advice.act-for");
  }

  private Advice advise(Now now, StopJudge.Ruling ruling, Optional<String> heldBack) {
    given++;
    stands = true;
    standsDry = heldBack.isPresent();
    rule = ruling.reason().rule();
    reason = ruling.summary();
    String audit =
        "Advised run %s (%s) to stop, %s. %s: %s"
            .formatted(
                now.name,
                now.run,
                heldBack.map(why -> "as a dry run since " + why).orElse("in earnest"),
                rule,
                reason);
    return advice(now, AdviceAction.STOP, ruling.evidence(), audit, heldBack.orElse(""));
  }

  private Advice withdraw(Now now, String because) {
    String audit =
        "Took back the advice to run %s (%s) to stop: %s.".formatted(now.name, now.run, because);
    Advice said = advice(now, AdviceAction.WITHDRAW, Map.of("because", because), audit, "");
    stands = false;
    return said;
  }

  private Advice advice(
      Now now,
      AdviceAction action,
      Map<String, String> evidence,
      String audit,
      String heldBackBecause) {
    String fingerprint = AlertKey.fingerprint(rule, new Subject.OfRun(now.run));
    return new Advice(
        now.run,
        fingerprint + "-" + given,
        action,
        now.wallMicros,
        now.wallMicros + config.validFor().toNanos() / 1_000,
        fingerprint,
        reason,
        evidence,
        standsDry,
        rule,
        audit,
        heldBackBecause);
  }

  void write(StateWriter out) {
    out.number(VERSION);
    out.number(given);
    out.flag(stands);
    out.flag(standsDry);
    out.text(rule);
    out.text(reason);
  }

  void read(StateReader in) {
    in.version("advice to a run", VERSION);
    given = in.number();
    stands = in.flag();
    standsDry = in.flag();
    rule = in.text();
    reason = in.text();
  }
}
