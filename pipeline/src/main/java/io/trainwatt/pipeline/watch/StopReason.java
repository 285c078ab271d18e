package io.trainwatt.pipeline.watch;

/** Why a training is not worth going on with. */
public enum StopReason {
  /** Losses are no numbers. */
  NOT_FINITE,
  /** The loss is far above that of the untrained model. */
  DIVERGED,
  /** Evaluations give the very same value: nothing is being trained. */
  FROZEN,
  /** Most of the run is done and the loss is still that of the untrained model. */
  NEVER_LEARNS,
  /** The validation loss turned up while the training loss falls. */
  OVERFITTING,
  /** What the rest of the run may still bring is not worth it. */
  PLATEAU
}
