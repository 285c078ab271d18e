package io.trainwatt.collector.live.rest;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.multi.processors.UnicastProcessor;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connected client and the events it has not taken yet, of which there is a most. */
final class LiveClient {
  /** Sent as a comment. */
  static final LiveHub.Event HEARTBEAT = new LiveHub.Event("", "", "");

  private static final Logger LOG = LoggerFactory.getLogger(LiveClient.class);
  private static final int MOST_WAITING = 2_048;

  private final Queue<LiveHub.Event> queue = new ArrayBlockingQueue<>(MOST_WAITING);
  private final UnicastProcessor<LiveHub.Event> waiting = UnicastProcessor.create(queue, () -> {});
  private final Interest interest;
  private final Consumer<LiveClient> onLeave;
  private final Runnable disconnect;
  private boolean gone;

  /**
   * A client that is told nothing yet.
   *
   * @param interest what it wants to be told
   * @param onLeave called once when nothing more can be sent
   * @param disconnect closes its connection: one that takes nothing would not notice otherwise
   */
  LiveClient(Interest interest, Consumer<LiveClient> onLeave, Runnable disconnect) {
    this.interest = interest;
    this.onLeave = onLeave;
    this.disconnect = disconnect;
  }

  Multi<LiveHub.Event> changes() {
    return waiting;
  }

  Interest interest() {
    return interest;
  }

  /** Adds an event that it wants; if there is no room the client is let go. */
  synchronized void send(LiveHub.Event event) {
    if (gone || !interest.wants(event)) {
      return;
    }
    if (queue.size() >= MOST_WAITING) {
      LOG.info("a client of the live stream did not keep up and is let go");
      leave();
      disconnect.run();
      return;
    }
    waiting.onNext(event);
  }

  synchronized void leave() {
    if (!gone) {
      gone = true;
      onLeave.accept(this);
    }
  }
}
