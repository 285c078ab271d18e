package io.trainwatt.agent;

import io.trainwatt.agent.control.Unusable;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What other threads ask of the tick's thread. Bounded: who asks too much is told so. */
final class Mailbox {

  private static final int MAX_LETTERS = 4_096;

  private final BlockingQueue<Letter> letters = new LinkedBlockingQueue<>(MAX_LETTERS);

  /** What is asked; the text is the answer. */
  @FunctionalInterface
  interface Request {
    /**
     * @throws Unusable if it cannot be done: the message is the answer
     */
    String answer() throws Unusable;
  }

  /** A request on its way; answered once what it changed is stored. */
  static final class Letter {
    private final Request request;
    private final CompletableFuture<String> answer = new CompletableFuture<>();
    private @Nullable String text;
    private @Nullable Exception failure;

    private Letter(Request request) {
      this.request = request;
    }

    /** Does what is asked. */
    void open() {
      try {
        text = request.answer();
      } catch (Unusable e) {
        failure = e;
      } catch (RuntimeException e) {
        failure = new IllegalStateException("the agent failed: " + e, e);
      }
    }

    /** Tells who asked. */
    void reply() {
      Exception failed = failure;
      String done = text;
      if (failed != null) {
        answer.completeExceptionally(failed);
      } else {
        answer.complete(done == null ? "" : done);
      }
    }
  }

  /** Asks; the answer comes from the tick's thread. */
  CompletableFuture<String> ask(Request request) {
    Letter letter = new Letter(request);
    if (!letters.offer(letter)) {
      letter.answer.completeExceptionally(
          new IllegalStateException("the agent has too much to do, try again"));
    }
    return letter.answer;
  }

  /** Makes the tick's thread look up. */
  void nudge() {
    boolean _ = letters.offer(new Letter(() -> ""));
  }

  /** The next letter, or none in that time. */
  @Nullable Letter await(long nanos) throws InterruptedException {
    return letters.poll(Math.max(0, nanos), TimeUnit.NANOSECONDS);
  }

  /** The next letter if there is one. */
  @Nullable Letter poll() {
    return letters.poll();
  }
}
