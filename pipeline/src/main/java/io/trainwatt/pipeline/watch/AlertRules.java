package io.trainwatt.pipeline.watch;

import io.trainwatt.pipeline.stage.StageBooks;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/** Where rules are registered: a new rule is one more line here. */
public final class AlertRules {
  private AlertRules() {}

  /** The name of every rule. */
  public static NavigableSet<String> names() {
    NavigableSet<String> names = new TreeSet<>(List.of(SilentCluster.ONE, SilentCluster.MANY));
    forNode().forEach(rule -> names.add(rule.rule()));
    forRun(
            WatchConfig.DEFAULT,
            new StopJudge(EarlyStopping.Config.DEFAULT),
            new Cohorts(BudgetConfig.NONE, new StageBooks().of("names")))
        .forEach(rule -> names.add(rule.rule()));
    return names;
  }

  /** A detector of every rule, for one run whose curve this judge judges, among others. */
  static List<Detector> forRun(WatchConfig config, StopJudge judge, Cohorts cohorts) {
    List<Detector> rules = new ArrayList<>();
    rules.add(new RunSilent(config.runSilent()));
    rules.add(new LossNotFinite(config.lossNotFinite()));
    rules.add(new IdlePower(config.idlePower()));
    rules.add(new AcceleratorIdle());
    rules.add(new DataStarved());
    rules.add(new Straggler());
    rules.add(new Throttled());
    rules.add(new LessEfficient());
    rules.add(new CostlierThanUsual(cohorts));
    rules.add(new OverheadShare());
    rules.add(new RoomForLargerBatch());
    rules.add(new PowerCapWorthTrying());
    rules.add(OverBudget.atRisk(config.budgets(), cohorts));
    rules.add(OverBudget.broken(config.budgets(), cohorts));
    rules.add(new DirtyHoursAhead());
    rules.addAll(NotWorthIt.rules(judge));
    return rules;
  }

  /** Every rule about a node, for one node. */
  static List<NodeRule> forNode() {
    return List.of(new SensorLost(), new SensorDisagrees(), new TwoAgents());
  }
}
