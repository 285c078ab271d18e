package io.trainwatt.collector.sink.influx;

import io.trainwatt.collector.sink.Backoff;
import io.trainwatt.collector.sink.deadletter.DeadLetters;
import io.trainwatt.collector.stage.Stages;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
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
 * its own, whose offsets are committed after the write and after the minutes and hours that the
 * write touched have been summed. While the server does not answer it waits and reads nothing: the
 * broker keeps what is to come.
 */
public final class InfluxSink implements AutoCloseable {
  /** The group whose offsets say what is written. */
  public static final String GROUP = "trainwatt-sink-influx";

  private static final Logger LOG = LoggerFactory.getLogger(InfluxSink.class);
  private static final Duration TURN = Duration.ofMillis(250);
  private static final Duration LOOK_FOR_WISH = Duration.ofSeconds(5);

  private final InfluxConfig config;
  private final DeadLetters deadLetters;
  private final LineWriter writer;
  private final LineWriter rollupWriter;
  private final InfluxQl database;
  private final Rollup rollup;
  private final Admin admin;
  private final BatchWriter batches;
  private final BatchWriter keptBatches;
  private final PendingBatch pending;
  private final Consumer<byte[], byte[]> consumer;
  private final Backoff backoff = new Backoff(new SplittableRandom());
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private final Map<TopicPartition, OffsetAndMetadata> written = new HashMap<>();
  private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
  private final Map<TopicPartition, Long> rewound = new HashMap<>();
  private long rolledUpNanos = System.nanoTime();
  private long lookedForWishNanos = System.nanoTime() - LOOK_FOR_WISH.toNanos();
  private long oldestNanos;
  private boolean waiting;
  private long waitUntilNanos;
  private volatile Optional<String> problem = Optional.empty();
  private volatile Optional<String> rollupProblem = Optional.empty();

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
    this.writer = LineWriter.of(config);
    this.rollupWriter = LineWriter.of(config.toRollups());
    this.database = new InfluxQl(config);
    this.rollup = new Rollup(config, database, rollupWriter);
    this.admin = Admin.create(Map.copyOf(clientSettings));
    this.batches = new BatchWriter(writer);
    this.keptBatches = new BatchWriter(rollupWriter);
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

  /** What keeps it from writing or summing, in words; empty while it does both. */
  public Optional<String> problem() {
    return problem.or(() -> rollupProblem);
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
    rollupWriter.close();
    database.close();
    admin.close(Duration.ZERO);
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
      leave();
    } catch (InterruptedException | InterruptException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Saves whoever goes on from writing the last minute anew. */
  private void leave() {
    try {
      sumAndCommit();
    } catch (KafkaException e) {
      LOG.info("what was written last is written again: {}", e.getMessage());
    }
  }

  private void turn() throws InterruptedException {
    try {
      heedWish();
      gather();
      if (due()) {
        flush();
      }
      if (!waiting && sinceNanos(rolledUpNanos, config.rollupInterval())) {
        sumAndCommit();
      }
    } catch (WakeupException e) {
      // close() ends the loop.
    } catch (CommitFailedException | RebalanceInProgressException e) {
      // Written and not committed: whoever has the partitions now writes the same points again.
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
    BatchWriter.Outcome outcome = writeAll();
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
    rollup.touch(pending.lines());
    pending.offsets().forEach((partition, next) -> wrote(partition, next.offset()));
    pending.done(outcome.poison());
    recovered();
  }

  /** What is to be kept with minutes and hours goes where they go. */
  private BatchWriter.Outcome writeAll() {
    if (config.rollupBucket().equals(config.bucket())) {
      return batches.write(pending.lines(), config.batchPoints());
    }
    List<PendingPoint> passing = new ArrayList<>();
    List<PendingPoint> kept = new ArrayList<>();
    for (PendingPoint point : pending.lines()) {
      (Points.isKept(point.line()) ? kept : passing).add(point);
    }
    BatchWriter.Outcome raw = batches.write(passing, config.batchPoints());
    if (raw.unavailable().isPresent()) {
      return raw;
    }
    BatchWriter.Outcome rest = keptBatches.write(kept, config.batchPoints());
    List<BatchWriter.Poison> poison = new ArrayList<>(raw.poison());
    poison.addAll(rest.poison());
    return new BatchWriter.Outcome(poison, rest.unavailable());
  }

  private void wrote(TopicPartition partition, long next) {
    long back = rewound.getOrDefault(partition, 0L);
    written.put(partition, new OffsetAndMetadata(next, Rewind.mark(back)));
  }

  /** Offsets pass what was written only when its minutes and hours are summed as well. */
  private void sumAndCommit() {
    rolledUpNanos = System.nanoTime();
    // The marks that end transactions are no records: what was read to the end is past them.
    if (pending.isEmpty()) {
      consumer.assignment().forEach(one -> wrote(one, consumer.position(one)));
    }
    written.entrySet().removeIf(one -> one.getValue().equals(committed.get(one.getKey())));
    if (written.isEmpty()) {
      return;
    }
    if (!config.rollupInterval().isZero()) {
      Optional<String> reason = rollup.run();
      if (reason.isPresent()) {
        if (rollupProblem.isEmpty()) {
          LOG.warn("{}; tried again in {}", reason.get(), config.rollupInterval());
        }
        rollupProblem = reason;
        return;
      }
      rollupProblem = Optional.empty();
    }
    consumer.commitSync(written);
    committed.putAll(written);
    written.clear();
  }

  /** Goes back to the beginning where somebody asked for it since these partitions last did. */
  private void heedWish() {
    if (!sinceNanos(lookedForWishNanos, LOOK_FOR_WISH) || consumer.assignment().isEmpty()) {
      return;
    }
    lookedForWishNanos = System.nanoTime();
    OptionalLong asked = Rewind.asked(admin);
    if (asked.isEmpty()) {
      return;
    }
    List<TopicPartition> back =
        consumer.assignment().stream()
            .filter(one -> rewound.getOrDefault(one, 0L) < asked.getAsLong())
            .toList();
    if (!back.isEmpty()) {
      LOG.info("writing all that Kafka keeps of {} once more", back);
      pending.giveUp(back, "read once more");
      consumer.seekToBeginning(back);
      back.forEach(one -> rewound.put(one, asked.getAsLong()));
      written.keySet().removeAll(back);
    }
  }

  private long fresh() {
    return Rewind.asked(admin).orElse(0);
  }

  private static boolean sinceNanos(long began, Duration atLeast) {
    return System.nanoTime() - began >= atLeast.toNanos();
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
    if (reason.contains("database not found")) {
      createDatabase();
    }
    problem = Optional.of(reason);
    waiting = true;
    waitUntilNanos = System.nanoTime() + backoff.next(asked).toNanos();
  }

  /** A 1.x that lost its data has no database; one without users, or with an admin, makes it. */
  private void createDatabase() {
    String name = InfluxConfig.database(config.bucket());
    try {
      database.series("CREATE DATABASE " + InfluxQl.name(name));
      LOG.info("created the database {}", name);
    } catch (IOException e) {
      LOG.warn("cannot create the database {}: {}", name, e.getMessage());
    }
  }

  /** Gives up what others own from now on. */
  private final class HandOver implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      pending.handOver(partitions);
      written.keySet().removeAll(partitions);
      rewound.keySet().removeAll(partitions);
      committed.keySet().removeAll(partitions);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      // Begins where the group last committed; a new group has nothing to go back for.
      Map<TopicPartition, OffsetAndMetadata> known = consumer.committed(Set.copyOf(partitions));
      for (TopicPartition one : partitions) {
        OffsetAndMetadata at = known.get(one);
        rewound.put(one, at == null ? fresh() : Rewind.done(at.metadata()));
      }
    }
  }
}
