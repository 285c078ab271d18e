package io.trainwatt.pipeline.watch;

import io.trainwatt.pipeline.account.RunEvent;
import io.trainwatt.pipeline.forecast.RunOutlook;
import io.trainwatt.pipeline.forecast.RunWishes;
import io.trainwatt.pipeline.forecast.Standing;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * Early stopping of a live run: the judgement that several rules share, what it rests on, and since
 * when it holds. A judgement to go on counts once it has been heard a few times in a row. Not
 * thread-safe.
 */
final class StopJudge {
  private static final int VERSION = 1;
  private static final int GO_ON_IN_A_ROW = 3;
  private static final String PATIENCE = "patience";
  private static final double MICRO = 1e6;

  /**
   * Why the run should stop.
   *
   * @param sinceWallMicros event time since which it holds
   * @param summary one sentence
   * @param microjoulesSince used since then
   */
  record Ruling(
      StopReason reason,
      long sinceWallMicros,
      String summary,
      long microjoulesSince,
      Map<String, String> evidence) {}

  private final EarlyStopping.Config config;
  private final EarlyStopping stopping;
  private Optional<Ruling> ruling = Optional.empty();
  private int otherInARow;
  private long microjoulesSince;

  StopJudge(EarlyStopping.Config config) {
    this.config = config;
    this.stopping = new EarlyStopping(config);
  }

  void observe(RunEvent event) {
    switch (event) {
      case RunEvent.Used(var slice) -> {
        if (ruling.isPresent() && slice.toWallMicros() > ruling.get().sinceWallMicros) {
          microjoulesSince += slice.inTotalMicrojoules();
        }
      }
      case RunEvent.Learnt learnt ->
          judge(
              stopping.take(learnt.outlook().curve(), learnt.row(), learnt.outlook().plan()),
              learnt.outlook());
      case RunEvent.Described(String ignored, var merged) ->
          stopping.config(patience(merged.labels()));
      case RunEvent.Progressed ignored -> {}
      case RunEvent.Accounted ignored -> {}
    }
  }

  private EarlyStopping.Config patience(Map<String, String> labels) {
    OptionalDouble said = RunWishes.number(labels.getOrDefault(PATIENCE, ""));
    return said.isPresent() && said.getAsDouble() >= 1 && said.getAsDouble() <= 1e6
        ? config.withPatience((int) said.getAsDouble())
        : config;
  }

  private void judge(StopAdvice advice, RunOutlook outlook) {
    switch (advice) {
      case StopAdvice.Stop stop -> {
        boolean same = ruling.isPresent() && ruling.get().reason == stop.reason();
        otherInARow = same ? 0 : otherInARow + 1;
        if (same) {
          ruling = Optional.of(ruling(stop, ruling.get().sinceWallMicros, outlook));
        } else if (ruling.isEmpty() || otherInARow >= GO_ON_IN_A_ROW) {
          otherInARow = 0;
          microjoulesSince = 0;
          ruling = Optional.of(ruling(stop, outlook.asOfWallMicros(), outlook));
        }
      }
      case StopAdvice.GoOn ignored -> {
        otherInARow = ruling.isPresent() ? otherInARow + 1 : 0;
        if (otherInARow >= GO_ON_IN_A_ROW) {
          otherInARow = 0;
          ruling = Optional.empty();
        }
      }
    }
  }

  /** The judgement, if it is that the run should stop. */
  Optional<Ruling> ruling() {
    return ruling.map(
        held ->
            new Ruling(
                held.reason, held.sinceWallMicros, held.summary, microjoulesSince, held.evidence));
  }

  private static Ruling ruling(StopAdvice.Stop stop, long since, RunOutlook outlook) {
    Map<String, String> evidence = new TreeMap<>();
    stop.standing().ifPresent(standing -> evidence(standing, evidence));
    evidence.put("step", Long.toString(outlook.curve().step()));
    Optional<String> saved = Optional.empty();
    if (outlook.toEnd() instanceof RunOutlook.Rest.Expected rest) {
      saved =
          Optional.of(
              "%s (%s to %s)"
                  .formatted(
                      Words.energy(rest.joules().middle() * MICRO),
                      Words.energy(rest.joules().low() * MICRO),
                      Words.energy(rest.joules().high() * MICRO)));
      evidence.put("energySaved", saved.get());
      evidence.put("timeSaved", Words.duration(Math.round(rest.seconds().middle() * MICRO)));
    }
    OptionalDouble next = outlook.nextPercentJoules();
    evidence.put(
        "nextPercentOfLoss",
        next.isPresent() ? Words.energy(next.getAsDouble() * MICRO) : "not in sight");
    return new Ruling(stop.reason(), since, summary(stop, saved), 0, evidence);
  }

  private static void evidence(Standing now, Map<String, String> evidence) {
    evidence.put("loss", Words.number(now.level()));
    evidence.put("bestLoss", Words.number(now.best()));
    evidence.put("bestStep", Long.toString(now.bestStep()));
    evidence.put("attainableLoss", Words.number(now.attainable()));
    evidence.put("lossGivenUpAtMost", Words.number(Math.max(0, now.toCome())));
    evidence.put("noise", Words.number(now.noise()));
    evidence.put("judgedBy", now.validation() ? "validation loss" : "training loss");
    evidence.put("planDone", Words.percent((int) Math.round(now.share() * 100) * 10_000));
  }

  private static String summary(StopAdvice.Stop stop, Optional<String> saved) {
    String cost = saved.map(energy -> ", for " + energy).orElse("");
    String best = stop.standing().map(now -> Words.number(now.best())).orElse("?");
    return switch (stop.reason()) {
      case PLATEAU ->
          "The loss has flattened: the rest of the run may bring it from %s to %s at best%s."
              .formatted(
                  best,
                  stop.standing().map(now -> Words.number(now.attainable())).orElse("?"),
                  cost);
      case FROZEN ->
          "Evaluations give the very same loss, %s: no weight moves, and the rest of the run goes on"
                  .formatted(best)
              + cost
              + ".";
      case NEVER_LEARNS ->
          "Most of the plan is done and the loss is still that of the untrained model, %s."
              .formatted(best);
      case OVERFITTING ->
          "The validation loss has risen from its best, %s, while the training loss falls: the rest of"
                  .formatted(best)
              + " the run makes it worse"
              + cost
              + ".";
      case DIVERGED -> "The loss has left its best, %s, and does not come back.".formatted(best);
      case NOT_FINITE -> "Losses are no numbers: what the run computes now is worth nothing.";
    };
  }

  void write(StateWriter out) {
    out.number(VERSION);
    stopping.write(out);
    out.number(otherInARow);
    out.number(microjoulesSince);
    out.flag(ruling.isPresent());
    if (ruling.isPresent()) {
      Ruling held = ruling.get();
      out.text(held.reason.name());
      out.number(held.sinceWallMicros);
      out.text(held.summary);
      out.texts(held.evidence);
    }
  }

  void read(StateReader in) {
    in.version("early stopping of a run", VERSION);
    stopping.read(in);
    otherInARow = in.count();
    microjoulesSince = in.number();
    if (in.flag()) {
      StopReason reason = StopReason.valueOf(in.text());
      long since = in.number();
      ruling = Optional.of(new Ruling(reason, since, in.text(), microjoulesSince, in.texts()));
    }
  }
}
