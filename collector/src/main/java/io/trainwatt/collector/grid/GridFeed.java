package io.trainwatt.collector.grid;

import io.trainwatt.collector.stage.Stages;
import io.trainwatt.events.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds {@code trainwatt.grid} from all sources, each on a thread of its own. Of all collectors
 * with sources the one that holds the first partition in their group asks; should two ask for a
 * moment, they write the same keys, which changes nothing.
 */
public final class GridFeed implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GridFeed.class);
  private static final String TOPIC = Topic.GRID.topicName();
  private static final String GROUP = "trainwatt-grid-feed";
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration WRITE_LIMIT = Duration.ofSeconds(10);

  private final GridHttp http;
  private final KafkaConsumer<byte[], byte[]> lease;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Map<String, Object> reading;
  private final List<GridPoller> pollers = new ArrayList<>();
  private final Published published = new Published();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread = Thread.ofPlatform().name("trainwatt-grid").unstarted(this::run);
  private final List<Thread> asking = new ArrayList<>();
  private volatile boolean leading;
  private boolean read;

  /**
   * Opens clients; nothing is asked before {@link #start}.
   *
   * @param clientSettings how the broker is reached
   */
  public GridFeed(
      GridConfig config, Map<String, Object> clientSettings, Stages stages, Clock clock) {
    this.http = new GridHttp(GridConfig.TIMEOUT, clock);
    this.reading = new HashMap<>(clientSettings);
    reading.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    reading.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    Map<String, Object> leasing = new HashMap<>(reading);
    leasing.put(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
    leasing.put(ConsumerConfig.CLIENT_ID_CONFIG, "trainwatt-grid-lease");
    this.lease =
        new KafkaConsumer<>(leasing, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    Map<String, Object> writing = new HashMap<>(clientSettings);
    writing.put(ProducerConfig.CLIENT_ID_CONFIG, "trainwatt-grid");
    writing.put(ProducerConfig.ACKS_CONFIG, "all");
    writing.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    writing.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, WRITE_LIMIT.toMillis());
    this.producer =
        new KafkaProducer<>(writing, new ByteArraySerializer(), new ByteArraySerializer());
    for (GridSource source : config.sources(http)) {
      pollers.add(
          new GridPoller(
              source,
              published,
              this::write,
              stages.tally("grid.feed." + source.name()),
              config.keep(),
              clock,
              ThreadLocalRandom.current()));
    }
  }

  /** Begins. The topic exists by now. */
  public void start() {
    thread.start();
  }

  /** Whether each source answered last time, where this instance asks. */
  public Map<String, Boolean> states() {
    Map<String, Boolean> states = new TreeMap<>();
    if (leading) {
      pollers.forEach(poller -> states.put(poller.name(), poller.problem().isEmpty()));
    }
    return states;
  }

  private void run() {
    try (lease) {
      lease.subscribe(List.of(TOPIC), new Lease());
      while (closing.getCount() > 0) {
        turn();
      }
    } catch (InterruptException e) {
      Thread.currentThread().interrupt();
    } finally {
      stopAsking();
    }
  }

  private void turn() {
    try {
      // Only the assignment matters: what is published is read apart.
      lease.poll(POLL);
    } catch (WakeupException e) {
      // close() ends the loop.
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      LOG.warn("the grid's feed waits for the broker: {}", e.getMessage());
    }
  }

  private final class Lease implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      // Nothing of the topic is wanted here.
      lease.pause(lease.assignment());
      if (!leading && holdsFirst(partitions)) {
        leading = true;
        for (GridPoller poller : pollers) {
          asking.add(
              Thread.ofVirtual().name("trainwatt-grid " + poller.name()).start(() -> ask(poller)));
        }
      }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      if (leading && holdsFirst(partitions)) {
        stopAsking();
      }
    }

    private boolean holdsFirst(Collection<TopicPartition> partitions) {
      return partitions.stream().anyMatch(held -> held.partition() == 0);
    }
  }

  private void ask(GridPoller poller) {
    try {
      readPublished();
      while (true) {
        Duration wait = poller.turn();
        if (closing.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
      }
    } catch (InterruptedException | InterruptException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("{} is asked no more until this collector starts anew", poller.name(), e);
    }
  }

  // Once for all sources; what another instance wrote meanwhile is read when the lease changes.
  private synchronized void readPublished() throws InterruptedException {
    while (!read) {
      try (KafkaConsumer<String, byte[]> consumer =
          new KafkaConsumer<>(reading, new StringDeserializer(), new ByteArrayDeserializer())) {
        List<TopicPartition> all =
            consumer.partitionsFor(TOPIC).stream()
                .map(found -> new TopicPartition(TOPIC, found.partition()))
                .toList();
        consumer.assign(all);
        consumer.seekToBeginning(all);
        Map<TopicPartition, Long> ends = consumer.endOffsets(all);
        while (all.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
          consumer.poll(POLL).forEach(record -> published.take(record.key(), record.value()));
        }
        read = true;
      } catch (InterruptException e) {
        throw new InterruptedException();
      } catch (KafkaException e) {
        LOG.warn("what was published of the grid cannot be read yet: {}", e.getMessage());
        if (closing.await(2, TimeUnit.SECONDS)) {
          throw new InterruptedException();
        }
      }
    }
  }

  private synchronized void forgetPublished() {
    read = false;
  }

  private void stopAsking() {
    leading = false;
    asking.forEach(Thread::interrupt);
    for (Thread one : asking) {
      try {
        one.join(Duration.ofSeconds(2));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    asking.clear();
    forgetPublished();
  }

  private void write(String key, byte @Nullable [] value)
      throws SourceFailed, InterruptedException {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    byte[] zone = Topic.partitionKey(key).getBytes(StandardCharsets.UTF_8);
    try {
      int partitions = producer.partitionsFor(TOPIC).size();
      int partition = Utils.toPositive(Utils.murmur2(zone)) % partitions;
      producer
          .send(new ProducerRecord<>(TOPIC, partition, bytes, value))
          .get(WRITE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new SourceFailed("broker", "the broker did not take a factor: " + e);
    } catch (InterruptException e) {
      throw new InterruptedException();
    } catch (KafkaException e) {
      throw new SourceFailed("broker", "the broker did not take a factor: " + e.getMessage());
    }
  }

  /** Ends all threads and closes the clients. */
  @Override
  public void close() {
    closing.countDown();
    lease.wakeup();
    try {
      if (thread.isAlive()) {
        thread.join(Duration.ofSeconds(4));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    http.close();
    producer.close(Duration.ofSeconds(2));
  }
}
