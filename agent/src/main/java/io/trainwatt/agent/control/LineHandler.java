package io.trainwatt.agent.control;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** What stands behind the socket. Called on the socket's thread: it must not wait. */
@FunctionalInterface
public interface LineHandler {

  /**
   * A client connected.
   *
   * @param peer the user at the other end, where the system tells
   */
  Session connected(Optional<String> peer);

  /** One client's side of it. */
  interface Session {

    /**
     * Before the first line.
     *
     * @param unasked sends the client a line that it did not ask for; from any thread, without
     *     waiting. Left out where the client is gone or does not read
     */
    default void opened(Consumer<String> unasked) {}

    /**
     * A line, without its end.
     *
     * @return empty when nothing is answered; else the answer, until which the next line waits
     * @throws Unusable if the line cannot be used: its message is the answer
     */
    Optional<CompletableFuture<String>> line(String line) throws Unusable;

    /** Whether the client said that it is done. */
    default boolean isOver() {
      return false;
    }

    /** The client is gone. */
    default void closed() {}
  }
}
