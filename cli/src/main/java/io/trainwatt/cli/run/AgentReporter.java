package io.trainwatt.cli.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trainwatt.cli.socket.AgentConnection;
import io.trainwatt.cli.socket.AgentRefused;
import io.trainwatt.cli.socket.AgentSocket;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Tells the agent of a run, on a thread of its own, so that a command never waits for it. An agent
 * that is gone is looked for again; what was said meanwhile is told by the newest message, since
 * work is cumulative.
 */
final class AgentReporter {
  private static final Duration BETWEEN_MESSAGES = Duration.ofMillis(200);
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(2);

  private static final String SILENT = "it did not answer, and notices by itself when it is back";
  private static final Duration AT_THE_END = Duration.ofMillis(100);

  private final List<Path> sockets;
  private final RunIdentity identity;
  private final long pid;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread thread;

  private final Deque<ObjectNode> pending = new ArrayDeque<>();
  private boolean spoke;
  private Optional<Integer> exitCode = Optional.empty();
  private boolean endTold;
  private Optional<String> refusal = Optional.empty();

  AgentReporter(List<Path> sockets, RunIdentity identity, long pid) {
    this.sockets = List.copyOf(sockets);
    this.identity = identity;
    this.pid = pid;
    this.thread = Thread.ofPlatform().daemon().name("agent-reporter").unstarted(this::work);
  }

  void start() {
    thread.start();
  }

  /** The newest progress; an older one that was not sent yet lends it what it does not say. */
  void progress(ObjectNode message) {
    lock.lock();
    try {
      ObjectNode last = pending.peekLast();
      if (last == null || !mayMerge(last, message)) {
        pending.add(message);
      } else {
        last.setAll(message);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The first loss is compared with for ever, and one that is no number is news by itself. */
  private boolean mayMerge(ObjectNode last, ObjectNode message) {
    boolean news = last.path("loss").isTextual() && message.path("loss").isNumber();
    return !news && (spoke || pending.size() > 1);
  }

  /**
   * The command is over. Waits until the agent knows, at most so long.
   *
   * @return why it does not know; empty if it does
   */
  Optional<String> end(int code, Duration within) {
    lock.lock();
    try {
      exitCode = Optional.of(code);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      thread.join(within);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    lock.lock();
    try {
      return endTold ? Optional.empty() : Optional.of(refusal.orElse(SILENT));
    } finally {
      lock.unlock();
    }
  }

  private void work() {
    try {
      while (!session()) {
        pause(BETWEEN_ATTEMPTS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One connection, as long as it holds. */
  private boolean session() throws InterruptedException {
    Optional<Path> socket = AgentSocket.find(sockets);
    if (socket.isEmpty()) {
      return false;
    }
    try (AgentConnection agent = AgentConnection.open(socket.get())) {
      agent.ask(identity.registration(pid));
      agent.ask(identity.hello(pid));
      while (true) {
        ObjectNode message = next();
        if (message == null) {
          agent.ask(identity.ended(exitCode.orElse(0)));
          lock.lock();
          try {
            endTold = true;
          } finally {
            lock.unlock();
          }
          return true;
        }
        agent.send(message);
      }
    } catch (AgentRefused e) {
      lock.lock();
      try {
        refusal = Optional.ofNullable(e.getMessage());
      } finally {
        lock.unlock();
      }
      return false;
    } catch (IOException e) {
      return false;
    }
  }

  /** The next thing to say; null once the command is over and all is said. */
  private @Nullable ObjectNode next() throws InterruptedException {
    lock.lock();
    try {
      while (pending.isEmpty() && exitCode.isEmpty()) {
        changed.await();
      }
      if (exitCode.isEmpty() && pending.size() == 1) {
        // What follows at once goes along: a training may print thousands of lines a second.
        long left = BETWEEN_MESSAGES.toNanos();
        while (left > 0 && exitCode.isEmpty()) {
          left = changed.awaitNanos(left);
        }
      }
      spoke |= !pending.isEmpty();
      return pending.poll();
    } finally {
      lock.unlock();
    }
  }

  private void pause(Duration duration) throws InterruptedException {
    lock.lock();
    try {
      long left = duration.toNanos();
      while (left > 0 && exitCode.isEmpty()) {
        left = changed.awaitNanos(left);
      }
      left = exitCode.isPresent() ? AT_THE_END.toNanos() : 0;
      while (left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }
}
