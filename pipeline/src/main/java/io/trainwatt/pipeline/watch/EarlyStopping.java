package io.trainwatt.pipeline.watch;

import io.trainwatt.pipeline.forecast.CurveRow;
import io.trainwatt.pipeline.forecast.LearningCurve;
import io.trainwatt.pipeline.forecast.RunPlan;
import io.trainwatt.pipeline.forecast.Standing;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Judges one learning curve row by row and says when going on is not worth it. It asks what the
 * rest of the run may bring at best, and never calls a plateau while a decay of the learning rate
 * is still to come or the schedule is not known. How it decides: {@code
 * docs/concepts/when-to-stop.md}. Not thread-safe.
 */
public final class EarlyStopping {
  /**
   * Settings. None is needed.
   *
   * @param worthwhileGain a share of what was gained so far that is not given up, above 0
   * @param worthwhileShare a share of the best loss that is not given up, above 0
   * @param evaluations before which nothing is said of a plateau, at least 5
   * @param patience evaluations in a row that must all say the same, at least 1
   */
  public record Config(
      double worthwhileGain, double worthwhileShare, int evaluations, int patience) {
    /** Good without any setting. */
    public static final Config DEFAULT = new Config(0.02, 0.01, 8, 2);

    /** The same with another patience. */
    public Config withPatience(int inARow) {
      return new Config(worthwhileGain, worthwhileShare, evaluations, inARow);
    }

    /**
     * @throws IllegalArgumentException if a setting is out of its range
     */
    public Config {
      if (!(worthwhileGain > 0 && worthwhileShare > 0) || evaluations < 5 || patience < 1) {
        throw new IllegalArgumentException(
            "early stopping: worthwhileGain and worthwhileShare must be above 0, evaluations at"
                + " least 5, patience at least 1");
      }
    }
  }

  private static final int VERSION = 1;
  // A skipped bad step of mixed-precision training is one or two.
  private static final int BROKEN_IN_A_ROW = 3;
  private static final int SAME_IN_A_ROW = 2;
  private static final double LEAST_SHARE = 0.1;
  // Below this a decay is as good as over: what it still brings is seen already.
  private static final double DECAY_OVER = 0.2;
  // So much of the peak may still be to lose if what was lost before shows what that brings.
  private static final double DECAY_SEEN = 0.6;
  // What comes after a drop is another curve: its bend shows later than its fall.
  private static final int MORE_IN_A_SEGMENT = 4;
  // A training loss that has vanished has no gradients left: neither rate nor steps move much.
  private static final double VANISHED = 0.02;
  private static final double VANISHED_SINCE = 0.1;
  private static final double WELL_BEYOND = 1.3;
  // A loss that fell by less is still that of a model that learnt only to guess.
  private static final double LEARNT = 0.1;
  private static final double HOPE_UNTIL = 0.75;
  private static final double BLOWN_UP = 1.5;
  private static final double NOISES = 3;
  private static final double TURNED_UP = 0.05;
  private static final double LONG_TURN = 0.2;
  private static final double BROKE_LATELY = 0.1;

  private Config config;
  private int brokenInARow;
  private int quietInARow;
  private int turnedInARow;
  private StopAdvice advice = new StopAdvice.GoOn(StopAdvice.Why.TOO_EARLY);

  /** With these settings. */
  public EarlyStopping(Config config) {
    this.config = config;
  }

  /** From now on with these. */
  public void config(Config other) {
    config = other;
  }

  /**
   * Says what it thinks now.
   *
   * @param curve that has taken the row already
   * @param row the newest; each is given once
   */
  public StopAdvice take(LearningCurve curve, CurveRow row, RunPlan plan) {
    brokenInARow = row.isBroken() ? brokenInARow + 1 : 0;
    if (brokenInARow >= BROKEN_IN_A_ROW) {
      advice = new StopAdvice.Stop(StopReason.NOT_FINITE, Standing.of(curve, plan));
    } else if (row.isBroken()) {
      // One more may follow.
    } else if (curve.judgedByValidation()
        ? row.validationLoss().isPresent()
        : row.trainingLoss().isPresent()) {
      advice = judge(curve, plan);
    }
    return advice;
  }

  /** What it thought of the newest row. */
  public StopAdvice advice() {
    return advice;
  }

  private StopAdvice judge(LearningCurve curve, RunPlan plan) {
    if (plan.lastStep().isEmpty()) {
      return new StopAdvice.GoOn(StopAdvice.Why.NO_PLAN);
    }
    Optional<Standing> standing = Standing.of(curve, plan);
    if (standing.isEmpty()) {
      return new StopAdvice.GoOn(StopAdvice.Why.TOO_EARLY);
    }
    Standing now = standing.get();
    if (now.validation() && now.sameInARow() >= SAME_IN_A_ROW) {
      return new StopAdvice.Stop(StopReason.FROZEN, standing);
    }
    StopAdvice said = judge(now);
    return said instanceof StopAdvice.Stop && now.share() >= 1
        ? new StopAdvice.GoOn(StopAdvice.Why.WORTH_IT)
        : said;
  }

  private StopAdvice judge(Standing now) {
    boolean learnt =
        now.first() - now.best() > LEARNT * Math.abs(now.first()) + NOISES * now.noise();
    int fewest = config.evaluations + (now.segment() ? MORE_IN_A_SEGMENT : 0);
    boolean early = now.points() < fewest || now.share() < LEAST_SHARE;
    boolean worthIt = now.toCome() >= worthwhile(now);
    quietInARow = worthIt || early || broke(now) ? 0 : quietInARow + 1;
    boolean worse = (!early && turnedUp(now, learnt)) || (learnt && learntByHeart(now));
    turnedInARow = worse ? turnedInARow + 1 : 0;
    if (turnedInARow >= config.patience) {
      return stop(StopReason.OVERFITTING, now);
    }
    if (early) {
      return new StopAdvice.GoOn(StopAdvice.Why.TOO_EARLY);
    }
    OptionalDouble decay = now.decayToCome();
    double bearable = now.decaySeen() ? DECAY_SEEN : DECAY_OVER;
    if (decay.isEmpty() || decay.getAsDouble() > bearable) {
      return new StopAdvice.GoOn(
          decay.isEmpty() ? StopAdvice.Why.SCHEDULE_NOT_KNOWN : StopAdvice.Why.DECAY_TO_COME);
    }
    if (!learnt || onlyTheMean(now)) {
      return unlearnt(now);
    }
    return quietInARow >= config.patience
        ? stop(flat(now), now)
        : new StopAdvice.GoOn(StopAdvice.Why.WORTH_IT);
  }

  // What the first points bring is the mean of the answers, whatever the weights began as.
  private static boolean onlyTheMean(Standing now) {
    return now.early() - now.best() <= LEARNT * Math.abs(now.early());
  }

  private StopAdvice unlearnt(Standing now) {
    boolean blownUp =
        now.trainingFactor() > BLOWN_UP
            && now.level() > now.first() + NOISES * now.noise()
            && now.share() > DECAY_OVER;
    if (blownUp) {
      return stop(StopReason.DIVERGED, now);
    }
    boolean hopeless = now.toCome() < worthwhile(now) / 2;
    return now.share() >= HOPE_UNTIL && hopeless && quietInARow >= config.patience
        ? stop(StopReason.NEVER_LEARNS, now)
        : new StopAdvice.GoOn(StopAdvice.Why.NOTHING_LEARNT_YET);
  }

  private double worthwhile(Standing now) {
    return Math.max(
        config.worthwhileGain * (now.first() - now.best()),
        config.worthwhileShare * Math.abs(now.best()));
  }

  // No decay brings back what was lost by learning the training data by heart; but where the rate
  // still moves, a rise must have lasted longer than a cycle of it.
  private boolean turnedUp(Standing now, boolean learnt) {
    double rise = now.level() - now.best();
    double since = now.share() * (1 - (double) now.bestStep() / now.step());
    boolean steady = now.decayToCome().orElse(1) <= DECAY_OVER;
    return now.validation()
        && now.step() >= 2 * now.bestStep()
        && (steady || since >= LONG_TURN)
        && (learnt || now.level() > now.first() + NOISES * now.noise())
        && now.rising()
        && now.trainingFalls()
        && rise > NOISES * now.noise()
        && rise > TURNED_UP * (now.first() - now.best())
        && rise > worthwhile(now);
  }

  // The best has stood for long, the training data are known by heart, and the loss does not come
  // back, whatever the rate still does.
  private boolean learntByHeart(Standing now) {
    double since = now.share() * (1 - (double) now.bestStep() / now.step());
    return now.validation()
        && now.share() > LEAST_SHARE
        && now.trainingFactor() > 0
        && now.trainingFactor() < VANISHED
        && since > VANISHED_SINCE
        && now.step() > WELL_BEYOND * now.bestStep()
        && now.level() > now.best()
        && now.level() < now.first()
        && (now.rising() || now.toCome() < worthwhile(now));
  }

  // A best far below the trend, a moment ago: the curve has begun to fall, and a robust line does
  // not
  // know yet.
  private static boolean broke(Standing now) {
    return now.bestStep() > now.step() * (1 - BROKE_LATELY)
        && now.best() < now.level() - NOISES * now.noise();
  }

  private static StopReason flat(Standing now) {
    if (now.level() <= now.best() + NOISES * now.noise()) {
      return StopReason.PLATEAU;
    }
    return now.trainingFalls() ? StopReason.OVERFITTING : StopReason.DIVERGED;
  }

  private static StopAdvice stop(StopReason reason, Standing now) {
    return new StopAdvice.Stop(reason, Optional.of(now));
  }

  /** Writes what it remembers; its last advice is worked out anew from the next row. */
  public void write(StateWriter out) {
    out.number(VERSION);
    out.number(brokenInARow);
    out.number(quietInARow);
    out.number(turnedInARow);
  }

  /** Reads what {@link #write} wrote. */
  public void read(StateReader in) {
    in.version("early stopping", VERSION);
    brokenInARow = in.count();
    quietInARow = in.count();
    turnedInARow = in.count();
  }
}
