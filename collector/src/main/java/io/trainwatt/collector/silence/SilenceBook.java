package io.trainwatt.collector.silence;

import io.trainwatt.collector.sink.route.Silences;
import io.trainwatt.events.alert.Alert;
import io.trainwatt.events.alert.Silence;
import io.trainwatt.events.codec.MalformedRecord;
import io.trainwatt.events.codec.SilenceCodec;
import io.trainwatt.events.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All silences, read from their topic on a thread of its own. Silences are about people's time, so
 * the wall clock decides which are in force. Thread-safe.
 */
public final class SilenceBook implements Silences, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SilenceBook.class);
  private static final String TOPIC = Topic.SILENCES.topicName();
  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration WRITE_LIMIT = Duration.ofSeconds(5);
  private static final long KEEP_MICROS = Duration.ofDays(7).toSeconds() * 1_000_000L;

  private final Clock clock;
  private final Consumer<byte[], byte[]> consumer;
  private final Producer<byte[], byte[]> producer;
  private final Map<String, Silence> silences = new ConcurrentHashMap<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private final Map<TopicPartition, Long> backlogEnds = new HashMap<>();
  private volatile boolean ready;

  /**
   * Opens a consumer and a producer; reads nothing before {@link #start}.
   *
   * @param clientSettings how the broker is reached
   */
  public SilenceBook(Map<String, Object> clientSettings, Clock clock) {
    this.clock = clock;
    Map<String, Object> reading = new HashMap<>(clientSettings);
    reading.put(ConsumerConfig.CLIENT_ID_CONFIG, "trainwatt-silences");
    reading.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    reading.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    this.consumer =
        new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    Map<String, Object> writing = new HashMap<>(clientSettings);
    writing.put(ProducerConfig.CLIENT_ID_CONFIG, "trainwatt-silences");
    writing.put(ProducerConfig.ACKS_CONFIG, "all");
    writing.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    writing.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, WRITE_LIMIT.toMillis());
    this.producer =
        new KafkaProducer<>(writing, new ByteArraySerializer(), new ByteArraySerializer());
    this.thread = Thread.ofPlatform().name("trainwatt-silences").unstarted(this::run);
  }

  /** Begins to read. The topic exists by now. */
  public void start() {
    thread.start();
  }

  @Override
  public boolean silences(Alert alert) {
    if (silences.isEmpty()) {
      return false;
    }
    long now = nowMicros();
    return silences.values().stream().anyMatch(one -> one.isOn(now) && one.fits(alert));
  }

  @Override
  public boolean ready() {
    return ready;
  }

  /** Those not over yet; the one that ends first comes first. */
  public List<Silence> current() {
    long now = nowMicros();
    return silences.values().stream()
        .filter(one -> now < one.untilWallMicros())
        .sorted(Comparator.comparingLong(Silence::untilWallMicros))
        .toList();
  }

  /**
   * Writes a silence, and removes those that have been over for a week.
   *
   * @throws KafkaException if the broker does not take it in time
   */
  public void put(Silence silence) {
    send(silence.id(), SilenceCodec.encode(silence));
    silences.put(silence.id(), silence);
    long old = nowMicros() - KEEP_MICROS;
    silences.values().stream()
        .filter(one -> one.untilWallMicros() < old)
        .forEach(one -> send(one.id(), null));
  }

  /**
   * Ends a silence now.
   *
   * @return it, as it is then; absent where there is none of that id in force or to come
   * @throws KafkaException if the broker does not take it in time
   */
  public Optional<Silence> end(String id) {
    long now = nowMicros();
    Optional<Silence> ended =
        Optional.ofNullable(silences.get(id))
            .filter(one -> now < one.untilWallMicros())
            .map(one -> one.endedAt(now));
    ended.ifPresent(this::put);
    return ended;
  }

  /** Ends the thread and closes both clients. */
  @Override
  public void close() {
    closing.countDown();
    consumer.wakeup();
    producer.close(Duration.ofSeconds(2));
    try {
      if (thread.isAlive()) {
        thread.join(Duration.ofSeconds(3));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(String id, byte @Nullable [] value) {
    try {
      producer
          .send(new ProducerRecord<>(TOPIC, id.getBytes(StandardCharsets.UTF_8), value))
          .get(WRITE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaException("the silence was not taken: " + e, e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
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
      if (consumer.assignment().isEmpty()) {
        assign();
      }
      consumer.poll(POLL).forEach(this::take);
      backlogEnds.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
      ready = backlogEnds.isEmpty();
    } catch (WakeupException e) {
      // close() ends the loop.
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      LOG.warn("silences cannot be read on, and are tried again: {}", e.getMessage());
      closing.await(2, TimeUnit.SECONDS);
    }
  }

  private void assign() {
    List<TopicPartition> all =
        consumer.partitionsFor(TOPIC).stream()
            .map(found -> new TopicPartition(TOPIC, found.partition()))
            .toList();
    consumer.assign(all);
    consumer.seekToBeginning(all);
    backlogEnds.putAll(consumer.endOffsets(all));
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    try {
      if (record.value() == null) {
        silences.remove(
            record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8));
      } else {
        Silence silence = SilenceCodec.decode(record.value());
        silences.put(silence.id(), silence);
      }
    } catch (MalformedRecord e) {
      // Read anew by every instance at every start: said, not parked each time.
      LOG.warn("a silence is {} and not in force: {}", e.causeWord(), e.detail());
    }
  }

  private long nowMicros() {
    return Math.multiplyExact(clock.millis(), 1_000L);
  }
}
