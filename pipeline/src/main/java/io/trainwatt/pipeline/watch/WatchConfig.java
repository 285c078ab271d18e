package io.trainwatt.pipeline.watch;

/**
 * Settings of all rules.
 *
 * @param runSilent of {@link RunSilent}
 * @param lossNotFinite of {@link LossNotFinite}
 * @param idlePower of {@link IdlePower}
 */
public record WatchConfig(
    RunSilent.Config runSilent, LossNotFinite.Config lossNotFinite, IdlePower.Config idlePower) {

  /** Good without any setting. */
  public static final WatchConfig DEFAULT =
      new WatchConfig(
          RunSilent.Config.DEFAULT, LossNotFinite.Config.DEFAULT, IdlePower.Config.DEFAULT);
}
