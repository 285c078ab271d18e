package io.trainwatt.pipeline.watch;

/**
 * Settings of all rules.
 *
 * @param runSilent of {@link RunSilent}
 * @param lossNotFinite of {@link LossNotFinite}
 * @param idlePower of {@link IdlePower}
 * @param earlyStopping of {@link EarlyStopping}
 * @param advice of what is advised to runs
 * @param budgets of {@link OverBudget}
 */
public record WatchConfig(
    RunSilent.Config runSilent,
    LossNotFinite.Config lossNotFinite,
    IdlePower.Config idlePower,
    EarlyStopping.Config earlyStopping,
    AdviceConfig advice,
    BudgetConfig budgets) {

  /** Good without any setting. */
  public static final WatchConfig DEFAULT =
      new WatchConfig(
          RunSilent.Config.DEFAULT,
          LossNotFinite.Config.DEFAULT,
          IdlePower.Config.DEFAULT,
          EarlyStopping.Config.DEFAULT,
          AdviceConfig.DEFAULT,
          BudgetConfig.NONE);

  /** The same with other terms of advice. */
  public WatchConfig with(AdviceConfig other) {
    return new WatchConfig(runSilent, lossNotFinite, idlePower, earlyStopping, other, budgets);
  }

  /** The same with other budgets. */
  public WatchConfig with(BudgetConfig other) {
    return new WatchConfig(runSilent, lossNotFinite, idlePower, earlyStopping, advice, other);
  }
}
