package io.trainwatt.collector.sink.route;

import io.trainwatt.collector.sink.Backoff;
import io.trainwatt.collector.sink.deadletter.DeadLetters;
import io.trainwatt.collector.sink.route.notice.Courier;
import io.trainwatt.collector.sink.route.notice.Delivery;
import io.trainwatt.collector.sink.route.notice.Notice;
import io.trainwatt.collector.stage.StageTally;
import io.trainwatt.collector.stage.Stages;
import io.trainwatt.events.alert.Alert;
import io.trainwatt.events.codec.AlertCodec;
import io.trainwatt.events.codec.MalformedRecord;
import io.trainwatt.events.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
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
 * Tells one receiver of alerts, on a thread of its own and in a consumer group of its own, whose
 * offsets never pass an alert that is still to be told: a receiver that is away holds up nobody
 * else and loses nothing. One of all collectors does this for a route; the others stand by.
 *
 * <p>The topic is compacted and small. At the start it is read from its beginning: what lies before
 * the committed offsets has been dealt with and only says which alerts there are.
 */
final class RouteSink implements AutoCloseable {
  /** What each route's consumer group begins with. */
  static final String GROUP_PREFIX = "trainwatt-route-";

  private static final Logger LOG = LoggerFactory.getLogger(RouteSink.class);
  private static final String TOPIC = Topic.ALERTS.topicName();
  private static final Duration TURN = Duration.ofMillis(100);
  // Kafka takes a member that does not ask for so long for dead; it is given five minutes.
  private static final Duration LONGEST_TELLING = Duration.ofSeconds(60);

  private final RouteConfig config;
  private final Courier courier;
  private final Silences silences;
  private final DeadLetters deadLetters;
  private final StageTally messages;
  private final StageTally records;
  private final RouteBook book;
  private final Consumer<byte[], byte[]> consumer;
  private final Backoff backoff = new Backoff(new SplittableRandom());
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private final Map<TopicPartition, Long> recallUntil = new HashMap<>();
  private final Map<TopicPartition, Long> beginUntil = new HashMap<>();
  private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
  private boolean waiting;
  private long waitUntilNanos;
  private volatile Optional<String> problem = Optional.empty();
  private volatile boolean telling;

  /** Opens a consumer; reads and tells nothing before {@link #start}. */
  RouteSink(
      RouteConfig config,
      Courier courier,
      Silences silences,
      Map<String, Object> clientSettings,
      DeadLetters deadLetters,
      Stages stages) {
    this.config = config;
    this.courier = courier;
    this.silences = silences;
    this.deadLetters = deadLetters;
    this.records = stages.tally("route." + config.name());
    this.messages = stages.tally("route." + config.name() + ".messages");
    this.book = new RouteBook(config, silences, records);
    this.consumer =
        new KafkaConsumer<>(
            consumerSettings(config, clientSettings),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    this.thread = Thread.ofPlatform().name("trainwatt-route-" + config.name()).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  RouteConfig config() {
    return config;
  }

  /** What keeps it from telling, in words; empty while it tells. */
  Optional<String> problem() {
    return problem;
  }

  /** Whether this instance is the one that tells; the others stand by. */
  boolean telling() {
    return telling;
  }

  /** Brings a notice past the book, to try the receiver. */
  Delivery bring(Notice notice) throws InterruptedException {
    return courier.deliver(notice);
  }

  /** Asks the thread to end, without waiting. */
  void end() {
    closing.countDown();
    consumer.wakeup();
  }

  /** Ends the thread, leaves the group and closes the courier. What was not told stays to be. */
  @Override
  public void close() {
    end();
    try {
      if (thread.isAlive()) {
        thread.join(Duration.ofSeconds(1));
      }
      if (thread.isAlive()) {
        thread.interrupt();
        thread.join(Duration.ofSeconds(2));
      }
      courier.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      LOG.warn("route {}: the courier cannot be closed", config.name(), e);
    }
  }

  private static Map<String, Object> consumerSettings(
      RouteConfig config, Map<String, Object> clientSettings) {
    String group = GROUP_PREFIX + config.name();
    Map<String, Object> settings = new HashMap<>(clientSettings);
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, group);
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1_000);
    settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
    settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 3_000);
    settings.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, WholeGroup.class.getName());
    return settings;
  }

  private void run() {
    try (consumer) {
      consumer.subscribe(Set.of(TOPIC), new HandOver());
      while (closing.getCount() > 0) {
        turn();
      }
    } catch (InterruptedException | InterruptException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void turn() throws InterruptedException {
    try {
      if (!silences.ready()) {
        // Also reads nothing: what is silenced is decided as it is read.
        closing.await(TURN.toMillis(), TimeUnit.MILLISECONDS);
        return;
      }
      consumer.poll(TURN).forEach(this::take);
      if (recalled()) {
        tell();
        commit();
      }
    } catch (WakeupException e) {
      // close() ends the loop.
    } catch (CommitFailedException | RebalanceInProgressException e) {
      // Told and not committed: whoever has the partitions now tells it again.
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      troubled(String.valueOf(e.getMessage()));
      closing.await(1, TimeUnit.SECONDS);
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    Optional<Alert> alert;
    try {
      alert =
          record.value() == null
              ? Optional.empty()
              : Optional.of(AlertCodec.decode(record.value()));
    } catch (MalformedRecord e) {
      if (record.offset() >= recallUntil.getOrDefault(partition, 0L)) {
        deadLetters.park(record, e.causeWord(), e.detail(), "route." + config.name());
        records.dropped(e.causeWord());
      }
      book.skip(partition, record.offset());
      return;
    }
    String fingerprint = alert.map(Alert::fingerprint).orElseGet(() -> text(record.key()));
    long now = System.nanoTime();
    if (record.offset() < recallUntil.getOrDefault(partition, 0L)) {
      book.recall(partition, record.offset(), fingerprint, alert);
    } else if (record.offset() < beginUntil.getOrDefault(partition, 0L)) {
      book.begin(partition, record.offset(), fingerprint, alert, now);
    } else {
      book.take(partition, record.offset(), fingerprint, alert, now);
    }
  }

  /** Whether all that was there at the start has been read. */
  private boolean recalled() {
    for (Map<TopicPartition, Long> until : java.util.List.of(recallUntil, beginUntil)) {
      for (Map.Entry<TopicPartition, Long> end : until.entrySet()) {
        if (consumer.position(end.getKey()) < end.getValue()) {
          return false;
        }
      }
    }
    return !consumer.assignment().isEmpty();
  }

  private void tell() throws InterruptedException {
    long began = System.nanoTime();
    if (waiting && began - waitUntilNanos < 0) {
      return;
    }
    waiting = false;
    while (!waiting
        && closing.getCount() > 0
        && System.nanoTime() - began < LONGEST_TELLING.toNanos()) {
      Optional<Notice> due = book.due(System.nanoTime());
      if (due.isEmpty()) {
        return;
      }
      tell(due.get());
    }
  }

  private void tell(Notice notice) throws InterruptedException {
    switch (courier.deliver(notice)) {
      case Delivery.Delivered(Optional<String> remark) -> {
        book.delivered(notice, System.nanoTime());
        messages.passed();
        backoff.reset();
        remarked(remark);
      }
      case Delivery.Refused(String reason) -> {
        book.refused(notice, System.nanoTime());
        messages.dropped(RouteBook.REFUSED);
        LOG.error("route {}: {} was refused: {}", config.name(), notice.key(), reason);
        problem = Optional.of(reason);
      }
      case Delivery.Unavailable(String reason, Optional<Duration> retryAfter) -> {
        troubled(reason);
        waiting = true;
        waitUntilNanos = System.nanoTime() + backoff.next(retryAfter).toNanos();
      }
    }
  }

  private void remarked(Optional<String> remark) {
    if (!remark.equals(problem)) {
      remark.ifPresentOrElse(
          what -> LOG.warn("route {}: told, but {}", config.name(), what),
          () -> LOG.info("route {} tells again", config.name()));
      problem = remark;
    }
  }

  private void troubled(String reason) {
    if (problem.isEmpty()) {
      LOG.warn("route {}: cannot tell and keeps trying: {}", config.name(), reason);
    }
    problem = Optional.of(reason);
  }

  private void commit() {
    Map<TopicPartition, OffsetAndMetadata> next = book.offsets();
    next.entrySet().removeIf(one -> one.getValue().equals(committed.get(one.getKey())));
    if (!next.isEmpty()) {
      consumer.commitSync(next);
      committed.putAll(next);
    }
  }

  private static String text(byte @org.jspecify.annotations.Nullable [] key) {
    return key == null ? "" : new String(key, StandardCharsets.UTF_8);
  }

  /** Begins with what there is, and gives up what others own from now on. */
  private final class HandOver implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      telling = !partitions.isEmpty();
      Map<TopicPartition, OffsetAndMetadata> known = consumer.committed(Set.copyOf(partitions));
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      for (TopicPartition partition : partitions) {
        long end = ends.getOrDefault(partition, 0L);
        OffsetAndMetadata at = known.get(partition);
        if (at != null && at.offset() <= end) {
          recallUntil.put(partition, at.offset());
          book.remember(at.metadata());
        } else {
          beginUntil.put(partition, end);
        }
      }
      consumer.seekToBeginning(partitions);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      try {
        if (recalled()) {
          commit();
        }
      } catch (KafkaException e) {
        LOG.info("route {}: what was told last is told again: {}", config.name(), e.getMessage());
      }
      leave(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      leave(partitions);
    }

    private void leave(Collection<TopicPartition> partitions) {
      telling = false;
      book.handOver(partitions);
      recallUntil.keySet().removeAll(partitions);
      beginUntil.keySet().removeAll(partitions);
      committed.keySet().removeAll(partitions);
    }
  }
}
