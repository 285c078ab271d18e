package io.trainwatt.agent.sensor.bmc;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs child processes that cannot take more than their time and memory: output is read to a bound
 * and drained beyond it, and when its time is over a process and its descendants are killed by
 * their pids. One at a time: while one that could not be killed lives, none is started. Used by one
 * thread.
 */
final class Bounded {
  private static final int MAX_OUTPUT_BYTES = 16 * 1024;

  /** What an ended process may take to let go of its pipe. */
  private static final long GRACE_MILLIS = 500;

  /** Of the one started last: done once its pipe is closed. */
  private CompletableFuture<String> output = CompletableFuture.completedFuture("");

  /** How it ended. */
  sealed interface Outcome {
    /** It ended by itself; the output holds standard output and error. */
    record Ended(int exit, String output) implements Outcome {}

    /** It was killed. */
    record Killed(Duration after) implements Outcome {}

    /** It could not be started. */
    record NotStarted(String why) implements Outcome {}
  }

  /** Runs a command to its end, or to the end of its time. Interrupted, it kills and returns. */
  Outcome run(List<String> command, Duration timeout) {
    if (!output.isDone()) {
      return new Outcome.NotStarted("the one before still runs, and could not be killed");
    }
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectInput(Redirect.from(new File("/dev/null")));
    builder.environment().put("LC_ALL", "C");
    try {
      return await(builder.start(), timeout);
    } catch (IOException e) {
      return new Outcome.NotStarted(String.valueOf(e.getMessage()));
    }
  }

  private Outcome await(Process process, Duration timeout) {
    CompletableFuture<String> drained = new CompletableFuture<>();
    output = drained;
    Thread.ofPlatform()
        .daemon()
        .name("bmc-command-output")
        .start(() -> drained.complete(drain(process.getInputStream())));
    try {
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        kill(process);
        return new Outcome.Killed(timeout);
      }
      String text = drained.get(GRACE_MILLIS, TimeUnit.MILLISECONDS);
      return new Outcome.Ended(process.exitValue(), text);
    } catch (TimeoutException e) {
      return new Outcome.NotStarted("it ended and left its output open in a process of its own");
    } catch (InterruptedException e) {
      kill(process);
      Thread.currentThread().interrupt();
      return new Outcome.Killed(timeout);
    } catch (ExecutionException e) {
      throw new IllegalStateException("draining does not fail", e);
    }
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private static String drain(InputStream in) {
    byte[] buffer = new byte[MAX_OUTPUT_BYTES];
    int length = 0;
    try (in) {
      length = in.readNBytes(buffer, 0, buffer.length);
      byte[] beyond = new byte[1024];
      while (in.read(beyond) >= 0) {
        // Drained, so that the process can go on to its end.
      }
    } catch (IOException e) {
      // The pipe of a killed process breaks; what came before it is all there is.
      return new String(buffer, 0, length, StandardCharsets.UTF_8);
    }
    return new String(buffer, 0, length, StandardCharsets.UTF_8);
  }
}
