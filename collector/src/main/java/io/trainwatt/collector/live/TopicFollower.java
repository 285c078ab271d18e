package io.trainwatt.collector.live;

import io.trainwatt.collector.sink.deadletter.DeadLetters;
import io.trainwatt.collector.stage.Stages;
import io.trainwatt.events.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all partitions of accounts, series and alerts into the view, on a thread of its own.
 *
 * <p>It belongs to no consumer group that shares work: every instance reads everything. Its group
 * only remembers up to where malformed records have been parked, so that a restart, which reads
 * compacted topics anew, doesn't park them again.
 */
public final class TopicFollower implements AutoCloseable {
  /** The group that remembers what has been parked. */
  public static final String GROUP = "trainwatt-live";

  private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);
  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration RETRY = Duration.ofSeconds(2);
  private static final long LOOK_FOR_PARTITIONS_NANOS = Duration.ofSeconds(30).toNanos();
  private static final List<String> TOPICS =
      List.of(Topic.ACCOUNTS.topicName(), Topic.SERIES.topicName(), Topic.ALERTS.topicName());

  private final LiveView view;
  private final SeriesStart seriesStart;
  private final Parking parking;
  private final RecordApplier applier;
  private final Consumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, Long> backlogEnds = new HashMap<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private long lookedForPartitionsNanos;
  private volatile Optional<String> problem = Optional.empty();

  /**
   * Opens a consumer; reads nothing before {@link #start}.
   *
   * @param clientSettings how the broker is reached
   */
  public TopicFollower(
      LiveView view,
      LiveConfig config,
      Map<String, Object> clientSettings,
      DeadLetters deadLetters,
      Stages stages) {
    this.view = view;
    this.seriesStart = new SeriesStart(config.window(), clientSettings);
    Map<String, Object> settings = new HashMap<>(clientSettings);
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "trainwatt-live");
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2_000);
    this.consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.parking = new Parking(consumer, deadLetters);
    this.applier = new RecordApplier(view, parking, stages.tally("live"));
    this.thread = Thread.ofPlatform().name("trainwatt-live").unstarted(this::run);
  }

  /** Begins to read. The topics exist by now. */
  public void start() {
    thread.start();
  }

  /** What keeps it from reading, in words; empty while it reads. */
  public Optional<String> problem() {
    return problem;
  }

  /** Ends the thread and closes the consumer. */
  @Override
  public void close() {
    closing.countDown();
    consumer.wakeup();
    try {
      if (thread.isAlive()) {
        thread.join(Duration.ofSeconds(5));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try (consumer) {
      while (closing.getCount() > 0) {
        turn();
      }
    } catch (InterruptedException | InterruptException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void turn() throws InterruptedException {
    try {
      follow();
      problem = Optional.empty();
    } catch (WakeupException e) {
      // close() ends the loop.
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      troubled(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.error("the live view is broken", e);
      troubled(e.toString());
    }
  }

  private void troubled(String what) throws InterruptedException {
    if (problem.isEmpty()) {
      LOG.warn("the live view cannot read on and keeps trying: {}", what);
    }
    problem = Optional.of(what);
    closing.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void follow() {
    if (System.nanoTime() - lookedForPartitionsNanos > LOOK_FOR_PARTITIONS_NANOS
        || consumer.assignment().isEmpty()) {
      takeNewPartitions();
      lookedForPartitionsNanos = System.nanoTime();
    }
    ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
    if (!records.isEmpty()) {
      apply(records);
    }
    if (!view.caughtUp() && backlogRead()) {
      LOG.info("the live view has read what was there");
      view.markCaughtUp();
    }
  }

  private void apply(ConsumerRecords<byte[], byte[]> records) {
    try {
      applier.apply(records);
    } catch (RuntimeException e) {
      for (TopicPartition partition : records.partitions()) {
        consumer.seek(partition, records.records(partition).getFirst().offset());
      }
      throw e;
    }
  }

  private void takeNewPartitions() {
    Set<TopicPartition> all = new HashSet<>();
    for (String topic : TOPICS) {
      List<PartitionInfo> partitions = consumer.partitionsFor(topic);
      if (partitions.isEmpty()) {
        throw new UnknownTopicOrPartitionException("there is no topic " + topic + " yet");
      }
      partitions.forEach(found -> all.add(new TopicPartition(topic, found.partition())));
    }
    List<TopicPartition> fresh = new ArrayList<>(all);
    fresh.removeAll(consumer.assignment());
    if (fresh.isEmpty()) {
      return;
    }
    Map<TopicPartition, Long> starts = seriesStart.of(fresh);
    parking.remembered(consumer.committed(Set.copyOf(fresh)));
    all.addAll(consumer.assignment());
    consumer.assign(all);
    consumer.seekToBeginning(fresh);
    starts.forEach(consumer::seek);
    backlogEnds.putAll(consumer.endOffsets(fresh));
  }

  private boolean backlogRead() {
    backlogEnds.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
    return backlogEnds.isEmpty();
  }
}
