package io.trainwatt.pipeline.watch;

import io.trainwatt.pipeline.forecast.Standing;
import java.util.Optional;

/** Whether a training is worth going on with, as far as its curve tells. */
public sealed interface StopAdvice {

  /**
   * It may be.
   *
   * @param why what keeps it from being stopped
   */
  record GoOn(Why why) implements StopAdvice {}

  /** What keeps a run from being stopped. */
  enum Why {
    /** No planned end is known, so nothing can be said of the rest. */
    NO_PLAN,
    /** Too little has been seen, or too little since the rate or the batch changed. */
    TOO_EARLY,
    /** The rate is still to fall, and losses fall with it. */
    DECAY_TO_COME,
    /** It is not known whether the rate is still to fall. */
    SCHEDULE_NOT_KNOWN,
    /** It has not begun to learn; it still may. */
    NOTHING_LEARNT_YET,
    /** More may be gained than is given up lightly. */
    WORTH_IT
  }

  /**
   * It is not.
   *
   * @param standing of the curve; absent where losses are no numbers before there is one
   */
  record Stop(StopReason reason, Optional<Standing> standing) implements StopAdvice {}
}
