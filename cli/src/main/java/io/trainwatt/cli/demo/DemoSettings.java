package io.trainwatt.cli.demo;

import io.trainwatt.cli.stack.Home;
import io.trainwatt.cli.stack.StackSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a demo is started with.
 *
 * @param stack a folder, a cluster and a socket of its own
 * @param python the interpreter
 * @param seconds how long the training lasts
 * @param training more options of the training script
 * @param browser whether to open the page
 * @param scenario a training that goes wrong, in place of the transformer
 */
public record DemoSettings(
    StackSettings stack,
    Home home,
    Path python,
    int seconds,
    List<String> training,
    boolean browser,
    Optional<Scenario> scenario) {
  public DemoSettings {
    training = List.copyOf(training);
  }

  /** The stack with what the scenario sets. */
  StackSettings stackOfScenario() {
    return stack.with(scenario.map(each -> each.settings(stack.dataDir())).orElse(Map.of()));
  }
}
