package io.trainwatt.pipeline.watch;

import java.util.List;

/** Where rules are registered: a new rule is one more line here. */
final class AlertRules {
  private AlertRules() {}

  /** A detector of every rule, for one run. */
  static List<Detector> forRun(WatchConfig config) {
    return List.of(
        new RunSilent(config.runSilent()),
        new LossNotFinite(config.lossNotFinite()),
        new IdlePower(config.idlePower()));
  }
}
