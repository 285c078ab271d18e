package io.trainwatt.pipeline.watch;

/** Why a training is not worth going on with. */
public enum StopReason {
  /** Losses are no numbers. */
  NOT_FINITE("LossNotFinite"),
  /** The loss is far above that of the untrained model. */
  DIVERGED("Diverging"),
  /** Evaluations give the very same value: nothing is being trained. */
  FROZEN("Plateau"),
  /** Most of the run is done and the loss is still that of the untrained model. */
  NEVER_LEARNS("Plateau"),
  /** The validation loss turned up while the training loss falls. */
  OVERFITTING("Overfitting"),
  /** What the rest of the run may still bring is not worth it. */
  PLATEAU("Plateau");

  private final String rule;

  StopReason(String rule) {
    this.rule = rule;
  }

  /** The alert rule that speaks of it. */
  String rule() {
    return rule;
  }
}
