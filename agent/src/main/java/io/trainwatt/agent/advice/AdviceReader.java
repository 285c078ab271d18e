package io.trainwatt.agent.advice;

import io.trainwatt.agent.publish.kafka.KafkaConfig;
import io.trainwatt.events.topic.Topic;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the topic on a thread of its own for as long as somebody asks. A broker that is away, a
 * missing topic or a refused login is tried again: advice then comes late, and nothing else waits.
 */
final class AdviceReader implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(AdviceReader.class.getName());
  private static final Duration LOOK_BACK = Duration.ofHours(1);
  private static final Duration POLL = Duration.ofSeconds(1);
  // A hook that reconnects comes back within seconds: no new consumer for that.
  private static final int POLLS_UNWANTED = 10;
  private static final long RETRY_SECONDS = 2;

  private final KafkaConfig config;
  private final AdviceDesk desk;
  private final Clock clock;
  private final Thread thread;
  private final CountDownLatch stop = new CountDownLatch(1);
  private volatile @Nullable Consumer<String, byte[]> consumer;
  private volatile boolean fromTheStart = true;
  private boolean complained;

  private AdviceReader(KafkaConfig config, AdviceDesk desk, Clock clock) {
    this.config = config;
    this.desk = desk;
    this.clock = clock;
    this.thread = Thread.ofPlatform().name("advice").daemon().unstarted(this::run);
  }

  static AdviceReader start(KafkaConfig config, AdviceDesk desk, Clock clock) {
    AdviceReader reader = new AdviceReader(config, desk, clock);
    reader.thread.start();
    return reader;
  }

  /** Somebody new asked, who may have missed what was read. */
  void beginAgain() {
    fromTheStart = true;
  }

  private void run() {
    try {
      do {
        readWhileItWorks();
      } while (!stop.await(RETRY_SECONDS, TimeUnit.SECONDS) && !desk.mayEnd());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void readWhileItWorks() {
    try (Consumer<String, byte[]> reading = new KafkaConsumer<>(ConsumerSettings.of(config))) {
      consumer = reading;
      fromTheStart = true;
      read(reading);
    } catch (WakeupException e) {
      // Asked to end.
    } catch (KafkaException | IllegalStateException e) {
      if (!complained) {
        LOG.log(
            System.Logger.Level.WARNING,
            "advice cannot be read and is tried again: {0}",
            e.getMessage());
      }
      complained = true;
    } finally {
      consumer = null;
    }
  }

  private void read(Consumer<String, byte[]> reading) {
    int unwanted = 0;
    while (stop.getCount() > 0 && unwanted < POLLS_UNWANTED) {
      if (fromTheStart) {
        fromTheStart = false;
        if (!seek(reading)) {
          return;
        }
      }
      for (ConsumerRecord<String, byte[]> record : reading.poll(POLL)) {
        desk.heard(record.value() == null ? new byte[0] : record.value());
      }
      complained = false;
      unwanted = desk.isWanted() ? 0 : unwanted + 1;
    }
  }

  /** To what was advised an hour ago; false while there is no topic. */
  private boolean seek(Consumer<String, byte[]> reading) {
    List<TopicPartition> partitions =
        reading.partitionsFor(Topic.ADVICE.topicName()).stream()
            .map(p -> new TopicPartition(p.topic(), p.partition()))
            .toList();
    if (partitions.isEmpty()) {
      return false;
    }
    reading.assign(partitions);
    // The ends first: what comes between the two questions is then read, not passed over.
    Map<TopicPartition, Long> ends = reading.endOffsets(partitions);
    Map<TopicPartition, Long> times = new HashMap<>();
    long since = clock.millis() - LOOK_BACK.toMillis();
    partitions.forEach(partition -> times.put(partition, since));
    Map<TopicPartition, @Nullable OffsetAndTimestamp> firsts = reading.offsetsForTimes(times);
    for (TopicPartition partition : partitions) {
      OffsetAndTimestamp first = firsts.get(partition);
      reading.seek(partition, first == null ? ends.getOrDefault(partition, 0L) : first.offset());
    }
    return true;
  }

  @Override
  public void close() {
    stop.countDown();
    Consumer<String, byte[]> reading = consumer;
    if (reading != null) {
      reading.wakeup();
    }
    try {
      thread.join(Duration.ofSeconds(3));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
