package io.trainwatt.collector.live.rest;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.multi.processors.UnicastProcessor;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Consumer;

/** One connected client and the events it has not taken yet, of which there is a most. */
final class LiveClient {
  /** Sent as a comment. */
  static final LiveHub.Event HEARTBEAT = new LiveHub.Event("", "");

  private static final int MOST_WAITING = 4_096;

  private final UnicastProcessor<LiveHub.Event> waiting =
      UnicastProcessor.create(new ArrayBlockingQueue<>(MOST_WAITING), () -> {});
  private final Consumer<LiveClient> onLeave;

  LiveClient(Consumer<LiveClient> onLeave) {
    this.onLeave = onLeave;
  }

  Multi<LiveHub.Event> changes() {
    return waiting;
  }

  /** Adds an event; if there is no room the stream fails and its connection closes. */
  synchronized void send(LiveHub.Event event) {
    waiting.onNext(event);
  }

  void leave() {
    onLeave.accept(this);
  }
}
