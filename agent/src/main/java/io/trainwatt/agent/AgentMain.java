package io.trainwatt.agent;

import io.trainwatt.agent.publish.SpoolLocked;
import io.trainwatt.agent.settings.ConfigError;
import io.trainwatt.agent.settings.Settings;
import io.trainwatt.agent.settings.SettingsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Starts the agent of this node: {@code AgentMain [--config FILE]}.
 *
 * <p>Exit codes: 0 ended by SIGTERM or SIGINT; 2 wrong use or configuration; 3 something it needs
 * is missing or taken. The reason is one line on standard error.
 */
public final class AgentMain {

  private static final int WRONG_USE = 2;
  private static final int MISSING = 3;
  private static final Duration END_LIMIT = Duration.ofSeconds(15);
  private static final System.Logger.Level ERROR = System.Logger.Level.ERROR;

  private AgentMain() {}

  /** The process's entry. */
  public static void main(String[] args) throws InterruptedException {
    OneLineLog.install();
    int code = run(List.of(args));
    if (code != 0) {
      System.exit(code);
    }
  }

  private static int run(List<String> args) throws InterruptedException {
    System.Logger log = System.getLogger(AgentMain.class.getName());
    try {
      Settings settings = new Settings(file(args), System.getenv());
      AgentConfig config = ConfigReader.read(settings, Surroundings.ofThisProcess());
      try (Agent agent = Agent.start(config, Clock.systemUTC())) {
        runUntilSignal(agent);
      }
      return 0;
    } catch (ConfigError e) {
      log.log(ERROR, e.getMessage());
      return WRONG_USE;
    } catch (AlreadyOwned | SpoolLocked e) {
      log.log(ERROR, e.getMessage());
      return MISSING;
    } catch (IOException e) {
      log.log(ERROR, "the agent cannot start: " + e.getMessage());
      return MISSING;
    }
  }

  private static Optional<SettingsFile> file(List<String> args) throws ConfigError {
    if (args.isEmpty()) {
      return Optional.empty();
    }
    if (args.size() == 2 && args.getFirst().equals("--config")) {
      return Optional.of(SettingsFile.read(Path.of(args.get(1))));
    }
    throw new ConfigError("use: agent [--config FILE]");
  }

  // The system calls the hook on the signal and exits when it returns; it waits for the end here.
  private static void runUntilSignal(Agent agent) throws InterruptedException {
    CountDownLatch ended = new CountDownLatch(1);
    Thread hook =
        new Thread(
            () -> {
              agent.stop();
              await(ended);
              // Else the status would be 128 + signal, as if we had not meant to end.
              Runtime.getRuntime().halt(0);
            },
            "agent-end");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      agent.run();
    } finally {
      agent.close();
      ended.countDown();
    }
  }

  private static void await(CountDownLatch ended) {
    try {
      boolean _ = ended.await(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
