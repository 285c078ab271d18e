package io.trainwatt.collector.recount;

import io.trainwatt.events.account.Account;
import io.trainwatt.events.codec.DeadLetterCodec;
import io.trainwatt.events.codec.GridCodec;
import io.trainwatt.events.codec.MalformedRecord;
import io.trainwatt.events.codec.NodeFactsCodec;
import io.trainwatt.events.codec.ProgressCodec;
import io.trainwatt.events.codec.RunFactsCodec;
import io.trainwatt.events.codec.SampleCodec;
import io.trainwatt.events.deadletter.DeadLetter;
import io.trainwatt.events.grid.GridEvent;
import io.trainwatt.events.node.NodeFacts;
import io.trainwatt.events.progress.Progress;
import io.trainwatt.events.sample.Sample;
import io.trainwatt.events.topic.Topic;
import io.trainwatt.pipeline.account.RunReplay;
import io.trainwatt.pipeline.carbon.CarbonConfig;
import io.trainwatt.pipeline.carbon.Figures;
import io.trainwatt.pipeline.carbon.GridBook;
import io.trainwatt.pipeline.carbon.GridTable;
import io.trainwatt.pipeline.meter.RunSlice;
import io.trainwatt.pipeline.meter.SampleReplay;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Makes a run's account once more from the log: every record of its nodes and of itself that the
 * topics still hold, through the same rules, with every grid factor that is known, however old.
 * What refuses to be read is left out, as it was the first time. Used once.
 */
public final class Recount {
  private static final Set<String> REFUSING = Set.of("meter", "account.run", "grid");
  private static final Duration POLL = Duration.ofMillis(500);

  private final Account.OfRun account;
  private final KafkaConsumer<String, byte[]> consumer;
  private final Set<String> nodes = new HashSet<>();
  private final Set<String> refused = new HashSet<>();
  private final GridBook grid;
  private final SampleReplay samples = new SampleReplay();
  private final RunReplay run;
  private long records;
  private long oldestSampleMicros = Long.MAX_VALUE;

  /**
   * What came of it.
   *
   * @param records read and used
   * @param oldestSampleMicros time of the oldest sample; absent where the log has none
   */
  public record Outcome(Account.OfRun account, long records, Optional<Long> oldestSampleMicros) {}

  private Recount(
      Account.OfRun account, KafkaConsumer<String, byte[]> consumer, CarbonConfig carbon) {
    this.account = account;
    this.consumer = consumer;
    this.run = new RunReplay(account.run());
    this.grid =
        new GridBook(
            GridTable.shipped(),
            // As long as any log: corrections that come too late for the topology are applied here.
            new CarbonConfig(carbon.basis(), carbon.carry(), Duration.ofDays(3_660)));
    account.nodes().forEach(share -> nodes.add(share.node()));
    account.ledger().energy().forEach(entry -> nodes.add(entry.node()));
  }

  /**
   * Reads the log.
   *
   * @param account as it stands: names the run and its nodes
   * @param clientSettings how the broker is reached
   * @throws KafkaException if the broker does not answer
   */
  public static Outcome of(
      Account.OfRun account, Map<String, Object> clientSettings, CarbonConfig carbon) {
    Map<String, Object> settings = new HashMap<>(clientSettings);
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "trainwatt-recount");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      return new Recount(account, consumer, carbon).read();
    }
  }

  private Outcome read() {
    each(Topic.DEADLETTER, this::refused);
    each(Topic.GRID, this::grid);
    each(Topic.NODES, this::facts);
    each(Topic.RUNS, this::row);
    merged();
    return new Outcome(
        run.account(new Figures(grid)),
        records,
        oldestSampleMicros == Long.MAX_VALUE ? Optional.empty() : Optional.of(oldestSampleMicros));
  }

  private interface Taker {
    void take(ConsumerRecord<String, byte[]> record) throws MalformedRecord;
  }

  private void each(Topic topic, Taker taker) {
    List<TopicPartition> all =
        consumer.partitionsFor(topic.topicName()).stream()
            .map(found -> new TopicPartition(topic.topicName(), found.partition()))
            .toList();
    consumer.assign(all);
    consumer.seekToBeginning(all);
    Map<TopicPartition, Long> ends = consumer.endOffsets(all);
    while (all.stream().anyMatch(one -> consumer.position(one) < ends.getOrDefault(one, 0L))) {
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        if (record.key() != null) {
          take(record, taker);
        }
      }
    }
  }

  private void take(ConsumerRecord<String, byte[]> record, Taker taker) {
    try {
      taker.take(record);
    } catch (MalformedRecord e) {
      // It lies in the dead letters since it was read the first time.
    }
  }

  private void grid(ConsumerRecord<String, byte[]> record) throws MalformedRecord {
    if (record.value() == null
        || refused.contains(place(record.topic(), record.partition(), record.offset()))) {
      return;
    }
    GridEvent event = GridCodec.decode(record.value());
    if (event.key().equals(record.key())) {
      grid.put(event, 0);
      records++;
    }
  }

  // What was refused the first time may have been so for what the collector knew then.
  private void refused(ConsumerRecord<String, byte[]> record) throws MalformedRecord {
    if (record.value() != null) {
      DeadLetter letter = DeadLetterCodec.decode(record.value());
      if (REFUSING.contains(letter.stage())) {
        refused.add(place(letter.topic(), letter.partition(), letter.offset()));
      }
    }
  }

  private static String place(String topic, int partition, long offset) {
    return topic + "/" + partition + "/" + offset;
  }

  private void facts(ConsumerRecord<String, byte[]> record) throws MalformedRecord {
    if (record.value() == null || !nodes.contains(record.key())) {
      return;
    }
    NodeFacts facts = NodeFactsCodec.decode(record.value());
    if (facts.node().equals(record.key())) {
      samples.facts(facts);
      records++;
    }
  }

  private void row(ConsumerRecord<String, byte[]> record) throws MalformedRecord {
    if (!Topic.partitionKey(record.key()).equals(account.run())) {
      return;
    }
    if (record.value() == null) {
      run.removeRow(record.key().substring(account.run().length() + 1));
    } else {
      run.row(RunFactsCodec.decode(record.value()));
    }
    records++;
  }

  // Samples and progress of all partitions in the order of their times: the account keeps recent
  // energy tick by tick and older energy coarsely, and meets progress with it as it comes.
  private void merged() {
    Map<TopicPartition, Deque<ConsumerRecord<String, byte[]>>> waiting = new HashMap<>();
    for (Topic topic : List.of(Topic.SAMPLES, Topic.PROGRESS)) {
      consumer
          .partitionsFor(topic.topicName())
          .forEach(
              found ->
                  waiting.put(
                      new TopicPartition(topic.topicName(), found.partition()),
                      new ArrayDeque<>()));
    }
    consumer.assign(waiting.keySet());
    consumer.seekToBeginning(waiting.keySet());
    Map<TopicPartition, Long> ends = consumer.endOffsets(waiting.keySet());
    while (true) {
      fill(waiting, ends);
      Optional<Deque<ConsumerRecord<String, byte[]>>> next =
          waiting.values().stream()
              .filter(queue -> !queue.isEmpty())
              .min(Comparator.comparingLong(queue -> queue.element().timestamp()));
      if (next.isEmpty()) {
        return;
      }
      ConsumerRecord<String, byte[]> record = next.get().remove();
      take(
          record, record.topic().equals(Topic.SAMPLES.topicName()) ? this::sample : this::progress);
    }
  }

  // Until each partition has a record that is wanted, or no more.
  private void fill(
      Map<TopicPartition, Deque<ConsumerRecord<String, byte[]>>> waiting,
      Map<TopicPartition, Long> ends) {
    while (true) {
      List<TopicPartition> dry =
          waiting.entrySet().stream()
              .filter(entry -> entry.getValue().isEmpty())
              .map(Map.Entry::getKey)
              .filter(one -> consumer.position(one) < ends.getOrDefault(one, 0L))
              .toList();
      if (dry.isEmpty()) {
        return;
      }
      consumer.pause(waiting.keySet());
      consumer.resume(dry);
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        if (isWanted(record)) {
          waiting
              .getOrDefault(
                  new TopicPartition(record.topic(), record.partition()), new ArrayDeque<>())
              .add(record);
        }
      }
    }
  }

  private boolean isWanted(ConsumerRecord<String, byte[]> record) {
    if (record.key() == null
        || record.value() == null
        || refused.contains(place(record.topic(), record.partition(), record.offset()))) {
      return false;
    }
    return record.topic().equals(Topic.SAMPLES.topicName())
        ? nodes.contains(record.key())
        : record.key().equals(account.run());
  }

  private void sample(ConsumerRecord<String, byte[]> record) throws MalformedRecord {
    Sample sample = SampleCodec.decode(record.value());
    if (!sample.node().equals(record.key())) {
      return;
    }
    records++;
    oldestSampleMicros = Math.min(oldestSampleMicros, sample.wallMicros());
    for (RunSlice slice : samples.sample(sample, record.timestamp())) {
      if (slice.run().equals(account.run())) {
        run.slice(slice);
      }
    }
  }

  private void progress(ConsumerRecord<String, byte[]> record) throws MalformedRecord {
    Progress progress = ProgressCodec.decode(record.value());
    if (progress.run().equals(record.key())) {
      records++;
      run.progress(progress);
    }
  }
}
