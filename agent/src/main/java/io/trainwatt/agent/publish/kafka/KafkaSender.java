package io.trainwatt.agent.publish.kafka;

import io.trainwatt.agent.publish.Spool;
import io.trainwatt.agent.publish.Stored;
import io.trainwatt.events.sample.StageCount;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * Sends what the spool has committed, in its order, on a thread of its own, for as long as it
 * takes: a broker that is away, a topic that is missing or a refused login is tried again for ever.
 * Only a record that no broker would ever take (too large) is given up, counted.
 *
 * <p>The producer is idempotent. When it fails for good a new one begins again at the first record
 * without acknowledgement, so a record may come twice and never not at all.
 */
public final class KafkaSender implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(KafkaSender.class.getName());
  private static final int WINDOW_RECORDS = 500;
  private static final long WINDOW_BYTES = 2L << 20;
  private static final int AT_ONCE = 100;
  private static final long IDLE_MILLIS = 1_000;
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final KafkaConfig config;
  private final Spool spool;
  private final Flight flight;
  private final Reachability reachability;
  private final Thread thread;
  private @Nullable Producer<String, byte[]> producer;
  // Of the sender's own thread: the record just handed over came straight back.
  private boolean cameBack;
  private volatile boolean stopping;

  private KafkaSender(KafkaConfig config, Spool spool, LongSupplier nanoTime) {
    this.config = config;
    this.spool = spool;
    this.flight = new Flight(spool);
    this.reachability = new Reachability(config.bootstrapServers(), nanoTime);
    this.thread = Thread.ofPlatform().name("kafka-sender").daemon().unstarted(this::run);
  }

  /**
   * Begins to send.
   *
   * @param nanoTime a monotonic clock
   */
  public static KafkaSender start(KafkaConfig config, Spool spool, LongSupplier nanoTime) {
    KafkaSender sender = new KafkaSender(config, spool, nanoTime);
    sender.thread.start();
    return sender;
  }

  private void run() {
    while (!stopping) {
      try {
        turn();
      } catch (InterruptedException | InterruptException e) {
        Thread.currentThread().interrupt();
        break;
      } catch (KafkaException | IllegalStateException e) {
        failed(e);
      }
    }
    closeProducer(Duration.ZERO);
  }

  /** Sends what is there, or waits a while for more. */
  private void turn() throws InterruptedException {
    if (flight.failed()) {
      restart();
    }
    Producer<String, byte[]> sending = openProducer();
    reachability.check(flight.oldestSentNanos());
    List<Stored> next = List.of();
    if (flight.hasRoom(WINDOW_RECORDS, WINDOW_BYTES)) {
      next = spool.next(flight.lastTaken(), AT_ONCE, WINDOW_BYTES);
    }
    if (next.isEmpty()) {
      pause();
      return;
    }
    for (Stored record : next) {
      if (stopping || flight.failed()) {
        return;
      }
      send(sending, record);
      if (cameBack) {
        cameBack = false;
        flight.awaitLanding(RETRY.toMillis());
        return;
      }
    }
  }

  private void pause() throws InterruptedException {
    if (flight.hasRoom(WINDOW_RECORDS, WINDOW_BYTES)) {
      spool.awaitAfter(flight.lastTaken(), IDLE_MILLIS);
    } else {
      flight.awaitLanding(IDLE_MILLIS);
    }
  }

  private void send(Producer<String, byte[]> sending, Stored stored) {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(
            stored.record().topic().topicName(), stored.record().key(), stored.record().value());
    int size = stored.record().value().length;
    // Waits for the topic's metadata up to max.block.ms at most; then the callback says so.
    flight.took(stored.id(), size, reachability.now());
    try {
      Future<RecordMetadata> _ =
          sending.send(record, (metadata, failure) -> landed(stored, size, failure));
    } catch (KafkaException | IllegalStateException e) {
      flight.failed(stored.id(), size);
      throw e;
    }
  }

  private void landed(Stored stored, int size, @Nullable Exception failure) {
    long id = stored.id();
    if (failure == null) {
      flight.acknowledged(id, stored.record().topic(), size);
      reachability.heard();
    } else if (isHopeless(failure)) {
      LOG.log(System.Logger.Level.ERROR, "record {0} is given up: {1}", id, failure.getMessage());
      flight.refused(id, size, "refused by broker");
    } else if (Thread.currentThread().equals(thread) && failure instanceof RetriableException) {
      // No metadata yet: the topic is missing or nobody answers.
      reachability.lost(failure);
      flight.takenBack(id, size);
      cameBack = true;
    } else {
      reachability.lost(failure);
      flight.failed(id, size);
    }
  }

  private static boolean isHopeless(Exception failure) {
    return failure instanceof RecordTooLargeException
        || failure instanceof SerializationException
        || failure instanceof InvalidTopicException;
  }

  private void failed(RuntimeException failure) {
    reachability.lost(failure);
    flight.fail();
    try {
      flight.awaitLanding(RETRY.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopping = true;
    }
  }

  /** A new producer, from the first record without acknowledgement. */
  private void restart() {
    closeProducer(Duration.ZERO);
    flight.restart(spool.firstOpen() - 1);
  }

  private Producer<String, byte[]> openProducer() {
    Producer<String, byte[]> open = producer;
    if (open == null) {
      open = new KafkaProducer<>(ProducerSettings.of(config));
      producer = open;
    }
    return open;
  }

  private void closeProducer(Duration timeout) {
    Producer<String, byte[]> open = producer;
    producer = null;
    if (open != null) {
      try {
        open.close(timeout);
      } catch (KafkaException e) {
        LOG.log(System.Logger.Level.DEBUG, "closing the producer: {0}", e.getMessage());
      }
    }
  }

  /** Whether the broker answers, as far as is known. */
  public boolean isBrokerReachable() {
    return reachability.isReachable();
  }

  /** Handed to Kafka, acknowledged, under way, handed over again. */
  public StageCount count() {
    return flight.count();
  }

  /**
   * Waits until everything committed is acknowledged, while the broker answers.
   *
   * @return whether all of it is
   */
  public boolean flush(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (flight.isOpen()) {
      if (System.nanoTime() > deadline || reachability.isLost()) {
        return false;
      }
      flight.awaitLanding(50);
    }
    return true;
  }

  /** Stops; what is not acknowledged stays in the spool. */
  @Override
  public void close() {
    stopping = true;
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
