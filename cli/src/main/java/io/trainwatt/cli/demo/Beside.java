package io.trainwatt.cli.demo;

import io.trainwatt.cli.run.RunIdentity;
import io.trainwatt.cli.socket.AgentConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** The other trainings of a scenario that takes several, each a run of its own. Of one thread. */
final class Beside implements AutoCloseable {
  private final DemoSettings settings;
  private final AgentConnection agent;
  private final Map<String, Training> living = new LinkedHashMap<>();

  Beside(DemoSettings settings, AgentConnection agent) {
    this.settings = settings;
    this.agent = agent;
  }

  /** Starts them all, if there are any. */
  void start() throws IOException {
    int many = settings.scenario().map(Scenario::beside).orElse(0);
    for (int i = 1; i <= many; i++) {
      RunIdentity identity = Demo.identity(Training.commandBeside(settings));
      Training training = Training.start(settings, identity, "beside-%d.log".formatted(i));
      living.put(identity.run(), training);
      agent.ask(identity.registration(training.pid()));
    }
  }

  /** Tells the agent of those that have ended. */
  void tellEnds() throws IOException, InterruptedException {
    for (Map.Entry<String, Training> each : Map.copyOf(living).entrySet()) {
      if (each.getValue().endsWithin(Duration.ZERO)) {
        ended(each.getKey(), each.getValue());
      }
    }
  }

  private void ended(String run, Training training) throws IOException, InterruptedException {
    living.remove(run);
    agent.ask(
        AgentConnection.message("ended").put("run", run).put("exit_code", training.exitCode()));
  }

  /** Ends those that still live. */
  @Override
  public void close() throws IOException {
    living.values().forEach(Training::stop);
    try {
      for (Map.Entry<String, Training> each : Map.copyOf(living).entrySet()) {
        ended(each.getKey(), each.getValue());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
