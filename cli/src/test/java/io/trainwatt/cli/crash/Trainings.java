package io.trainwatt.cli.crash;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trainwatt.cli.run.RunIdentity;
import io.trainwatt.cli.socket.AgentConnection;
import io.trainwatt.cli.socket.AgentRefused;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Processes that work a little, attached to agents as runs: one run over the nodes with hardware
 * from the beginning to the end, and others that come and go, ended by themselves or by SIGKILL.
 */
final class Trainings implements AutoCloseable {
  private static final String WORK =
      """
      import select, sys, time
      while True:
          until = time.process_time() + 0.004
          while time.process_time() < until:
              pass
          if select.select([sys.stdin], [], [], 0.2)[0]:
              break
      """;

  private final List<MatrixNode> nodes;
  private final Random random;
  private final List<Running> running = new java.util.concurrent.CopyOnWriteArrayList<>();
  private final Map<String, Running> shared = new HashMap<>();
  private final Thread thread;
  private final List<String> acknowledged = new ArrayList<>();
  private volatile Optional<Difference> found = Optional.empty();
  private volatile boolean closing;
  private int begun;

  private record Running(String run, MatrixNode node, Process process) {
    void end(boolean kill) throws IOException, InterruptedException {
      if (kill) {
        process.destroyForcibly();
      } else {
        process.getOutputStream().close();
      }
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    }
  }

  Trainings(List<MatrixNode> nodes, Random random) {
    this.nodes = List.copyOf(nodes);
    this.random = random;
    this.thread = Thread.ofPlatform().daemon().name("trainings").unstarted(this::work);
  }

  /** Starts the processes of the run that is on several nodes; agents may come later. */
  void prepare() throws IOException {
    for (MatrixNode node : nodes) {
      if (node.rapl().isPresent()) {
        shared.put(node.id(), process("shared", node));
      }
    }
  }

  /** The process of the shared run on a node. */
  long sharedPid(String node) {
    Running process = shared.get(node);
    return process == null ? 0 : process.process().pid();
  }

  void start() {
    thread.start();
  }

  void check() throws Difference {
    if (found.isPresent()) {
      throw found.get();
    }
  }

  /** Runs that an agent said it had taken. */
  synchronized List<String> acknowledged() {
    return List.copyOf(acknowledged);
  }

  private static Running process(String run, MatrixNode node) throws IOException {
    return new Running(run, node, new ProcessBuilder("python3", "-c", WORK).start());
  }

  private void work() {
    try {
      for (Running one : shared.values()) {
        attach(one);
      }
      while (!closing) {
        MatrixNode node = nodes.get(random.nextInt(nodes.size()));
        long here = running.stream().filter(one -> one.node() == node).count();
        if (here < 2) {
          Running fresh = process("run-%s-%d".formatted(node.name(), ++begun), node);
          running.add(fresh);
          attach(fresh);
        } else {
          Running over = running.remove(random.nextInt(running.size()));
          over.end(random.nextBoolean());
        }
        Thread.sleep(500 + random.nextInt(4_000));
      }
    } catch (IOException e) {
      found = Optional.of(new Difference("a training could not be started: " + e.getMessage()));
    } catch (Difference e) {
      found = Optional.of(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Says it until an agent has taken it, however often that one dies meanwhile. */
  private void attach(Running one) throws InterruptedException, Difference {
    RunIdentity identity =
        new RunIdentity(one.run(), one.run(), Map.of("kind", "matrix"), "attach", List.of("work"));
    ObjectNode message = identity.registration(one.process().pid());
    while (!closing) {
      try (AgentConnection agent = AgentConnection.open(one.node().socket())) {
        agent.ask(message);
        synchronized (this) {
          acknowledged.add(one.run());
        }
        return;
      } catch (AgentRefused e) {
        throw new Difference(
            "%s refuses run %s: %s".formatted(one.node().id(), one.run(), e.getMessage()));
      } catch (IOException e) {
        Thread.sleep(200);
      }
    }
  }

  /** Lets no more come. */
  void settle() throws InterruptedException {
    closing = true;
    thread.join(60_000);
  }

  @Override
  public void close() {
    closing = true;
    thread.interrupt();
    Ending.of(thread, Duration.ofSeconds(10));
    destroy();
  }

  /** Ends every process at once. */
  void destroy() {
    running.forEach(one -> one.process().destroyForcibly());
    shared.values().forEach(one -> one.process().destroyForcibly());
  }
}
