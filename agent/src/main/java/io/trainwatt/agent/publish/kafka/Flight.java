package io.trainwatt.agent.publish.kafka;

import io.trainwatt.agent.publish.Spool;
import io.trainwatt.events.sample.StageCount;
import io.trainwatt.events.topic.Topic;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * What Kafka was handed and has not answered for. Shared by the sender and the producer's thread.
 */
final class Flight {

  private final Spool spool;
  // By id: when it was handed over. A callback of a producer long closed finds nothing here.
  private final TreeMap<Long, Long> flying = new TreeMap<>();
  private final Map<String, Long> dropped = new HashMap<>();
  private long bytes;
  private long lastTaken;
  private long in;
  private long out;
  private boolean failed;

  Flight(Spool spool) {
    this.spool = spool;
  }

  synchronized long lastTaken() {
    return lastTaken;
  }

  synchronized boolean hasRoom(int records, long maxBytes) {
    return flying.size() < records && bytes < maxBytes;
  }

  /** Whether a record failed, so that the order is gone and a new producer is due. */
  synchronized boolean failed() {
    return failed;
  }

  synchronized void fail() {
    failed = true;
  }

  synchronized OptionalLong oldestSentNanos() {
    return flying.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(flying.firstEntry().getValue());
  }

  synchronized void took(long id, int size, long nanos) {
    flying.put(id, nanos);
    bytes += size;
    lastTaken = id;
    in++;
  }

  synchronized void acknowledged(long id, Topic topic, int size) {
    // Also of a producer given up on: the broker has it all the same.
    spool.acknowledged(id, topic);
    if (land(id, size)) {
      out++;
    }
  }

  synchronized void refused(long id, int size, String reason) {
    spool.refused(id, reason);
    if (land(id, size)) {
      dropped.merge(reason, 1L, Long::sum);
    }
  }

  synchronized void failed(long id, int size) {
    if (land(id, size)) {
      dropped.merge("failed, handed over again", 1L, Long::sum);
      failed = true;
    }
  }

  /** Kafka did not take it off our hands: nothing behind it is under way, so it is simply next. */
  synchronized void takenBack(long id, int size) {
    if (land(id, size)) {
      dropped.merge("failed, handed over again", 1L, Long::sum);
      lastTaken = id - 1;
    }
  }

  private boolean land(long id, int size) {
    boolean landed = flying.remove(id) != null;
    if (landed) {
      bytes -= size;
    }
    notifyAll();
    return landed;
  }

  /** Gives up on all that fly and begins again after this id. */
  synchronized void restart(long after) {
    if (!flying.isEmpty()) {
      dropped.merge("failed, handed over again", (long) flying.size(), Long::sum);
    }
    flying.clear();
    bytes = 0;
    failed = false;
    lastTaken = after;
  }

  /** Whether something committed is not answered for. */
  boolean isOpen() {
    return spool.hasOpen();
  }

  synchronized void awaitLanding(long timeoutMillis) throws InterruptedException {
    TimeUnit.MILLISECONDS.timedWait(this, timeoutMillis);
  }

  synchronized StageCount count() {
    return new StageCount("sent", in, out, flying.size(), dropped);
  }
}
