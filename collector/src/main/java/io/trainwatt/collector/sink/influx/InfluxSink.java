package io.trainwatt.collector.sink.influx;

import io.trainwatt.collector.sink.Backoff;
import io.trainwatt.collector.sink.deadletter.DeadLetters;
import io.trainwatt.collector.stage.Stages;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes series, accounts and alerts to InfluxDB, on a thread of its own and in a consumer group of
 * its own, whose offsets are committed after the write. While the server does not answer it waits
 * and reads nothing: the broker keeps what is to come.
 */
public final class InfluxSink implements AutoCloseable {
  /** The group whose offsets say what is written. */
  public static final String GROUP = "trainwatt-sink-influx";

  private static final Logger LOG = LoggerFactory.getLogger(InfluxSink.class);
  private static final Duration TURN = Duration.ofMillis(250);

  private final InfluxConfig config;
  private final DeadLetters deadLetters;
  private final InfluxWriter writer;
  private final BatchWriter batches;
  private final PendingBatch pending;
  private final Consumer<byte[], byte[]> consumer;
  private final Backoff backoff = new Backoff(new SplittableRandom());
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private long oldestNanos;
  private boolean waiting;
  private long waitUntilNanos;
  private volatile Optional<String> problem = Optional.empty();

  /**
   * Opens a consumer and a client; reads and writes nothing before {@link #start}.
   *
   * @param clientSettings how the broker is reached
   */
  public InfluxSink(
      InfluxConfig config,
      Map<String, Object> clientSettings,
      DeadLetters deadLetters,
      Stages stages) {
    this.config = config;
    this.deadLetters = deadLetters;
    this.writer = new InfluxWriter(config);
    this.batches = new BatchWriter(writer);
    this.pending =
        new PendingBatch(stages.tally("sink.influx"), stages.tally("sink.influx.points"));
    this.consumer =
        new KafkaConsumer<>(
            consumerSettings(clientSettings),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    this.thread = Thread.ofPlatform().name("trainwatt-sink-influx").unstarted(this::run);
  }

  /** Begins to read and write. */
  public void start() {
    thread.start();
  }

  /** What keeps it from writing, in words; empty while it writes. */
  public Optional<String> problem() {
    return problem;
  }

  /** Ends the thread, leaves the group and closes the client. What was not written stays to be. */
  @Override
  public void close() {
    closing.countDown();
    consumer.wakeup();
    try {
      if (thread.isAlive()) {
        thread.join(config.timeout().plusSeconds(2));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    writer.close();
  }

  private static Map<String, Object> consumerSettings(Map<String, Object> clientSettings) {
    Map<String, Object> settings = new HashMap<>(clientSettings);
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, GROUP);
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1_000);
    settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
    settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 3_000);
    settings.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    return settings;
  }

  private void run() {
    try (consumer) {
      consumer.subscribe(RecordPoints.TOPICS, new HandOver());
      while (closing.getCount() > 0) {
        turn();
      }
    } catch (InterruptedException | InterruptException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void turn() throws InterruptedException {
    try {
      gather();
      if (due()) {
        flush();
      }
    } catch (WakeupException e) {
      // close() ends the loop.
    } catch (CommitFailedException | RebalanceInProgressException e) {
      // Written and not committed: whoever has the partitions now writes the same points again.
      pending.handOver(pending.offsets().keySet());
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      troubled(String.valueOf(e.getMessage()), Optional.empty());
      closing.await(TURN.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Stays a member of the group, but takes nothing more in while the server is left alone. */
  private void gather() {
    if (waiting && System.nanoTime() - waitUntilNanos >= 0) {
      waiting = false;
      consumer.resume(consumer.paused());
    }
    if (waiting) {
      consumer.pause(consumer.assignment());
    }
    boolean wasEmpty = pending.isEmpty();
    consumer.poll(TURN).forEach(pending::add);
    if (wasEmpty && !pending.isEmpty()) {
      oldestNanos = System.nanoTime();
    }
  }

  private boolean due() {
    return !waiting
        && !pending.isEmpty()
        && (pending.lines().size() >= config.batchPoints()
            || System.nanoTime() - oldestNanos >= config.flushInterval().toNanos());
  }

  private void flush() {
    BatchWriter.Outcome outcome = batches.write(pending.lines(), config.batchPoints());
    if (outcome.unavailable().isPresent()) {
      WriteResult.Unavailable unavailable = outcome.unavailable().get();
      troubled(unavailable.reason(), unavailable.retryAfter());
      return;
    }
    for (PendingBatch.Malformed malformed : pending.malformed()) {
      deadLetters.park(malformed.record(), malformed.cause(), malformed.detail(), "sink.influx");
    }
    for (BatchWriter.Poison poison : outcome.poison()) {
      deadLetters.park(
          poison.point().record(),
          "refused by the server",
          poison.reason() + ": " + poison.point().line(),
          "sink.influx");
    }
    consumer.commitSync(pending.offsets());
    pending.done(outcome.poison());
    recovered();
  }

  private void recovered() {
    backoff.reset();
    if (problem.isPresent()) {
      LOG.info("InfluxDB takes points again");
      problem = Optional.empty();
    }
  }

  private void troubled(String reason, Optional<Duration> asked) {
    if (problem.isEmpty()) {
      LOG.warn("cannot write to InfluxDB and keeps trying: {}", reason);
    }
    problem = Optional.of(reason);
    waiting = true;
    waitUntilNanos = System.nanoTime() + backoff.next(asked).toNanos();
  }

  /** Gives up what others own from now on. */
  private final class HandOver implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      pending.handOver(partitions);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      // Begins where the group last committed.
    }
  }
}
