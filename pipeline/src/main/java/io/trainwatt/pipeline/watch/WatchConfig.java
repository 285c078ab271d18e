package io.trainwatt.pipeline.watch;

/**
 * Settings of all rules.
 *
 * @param runSilent of {@link RunSilent}
 * @param lossNotFinite of {@link LossNotFinite}
 * @param idlePower of {@link IdlePower}
 * @param earlyStopping of {@link EarlyStopping}
 * @param advice of what is advised to runs
 */
public record WatchConfig(
    RunSilent.Config runSilent,
    LossNotFinite.Config lossNotFinite,
    IdlePower.Config idlePower,
    EarlyStopping.Config earlyStopping,
    AdviceConfig advice) {

  /** Good without any setting. */
  public static final WatchConfig DEFAULT =
      new WatchConfig(
          RunSilent.Config.DEFAULT,
          LossNotFinite.Config.DEFAULT,
          IdlePower.Config.DEFAULT,
          EarlyStopping.Config.DEFAULT,
          AdviceConfig.DEFAULT);

  /** The same with other terms of advice. */
  public WatchConfig with(AdviceConfig other) {
    return new WatchConfig(runSilent, lossNotFinite, idlePower, earlyStopping, other);
  }
}
