package io.trainwatt.pipeline;

import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.SeriesPoint;
import io.trainwatt.events.advice.Advice;
import io.trainwatt.events.alert.Alert;
import io.trainwatt.events.codec.AccountCodec;
import io.trainwatt.events.codec.AdviceCodec;
import io.trainwatt.events.codec.AlertCodec;
import io.trainwatt.events.codec.DeadLetterCodec;
import io.trainwatt.events.codec.GridCodec;
import io.trainwatt.events.codec.MalformedRecord;
import io.trainwatt.events.codec.NodeFactsCodec;
import io.trainwatt.events.codec.ProgressCodec;
import io.trainwatt.events.codec.RunFactsCodec;
import io.trainwatt.events.codec.SampleCodec;
import io.trainwatt.events.codec.SeriesPointCodec;
import io.trainwatt.events.deadletter.DeadLetter;
import io.trainwatt.events.grid.GridEvent;
import io.trainwatt.events.node.NodeFacts;
import io.trainwatt.events.progress.Progress;
import io.trainwatt.events.run.RunFacts;
import io.trainwatt.events.sample.Sample;
import io.trainwatt.events.topic.Topic;
import io.trainwatt.pipeline.stage.StageBooks;
import io.trainwatt.pipeline.watch.Cohorts;
import io.trainwatt.pipeline.watch.WatchConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/** The whole topology without a broker: put records in, read what comes out. */
public final class TopologyBench implements AutoCloseable {
  private final StageBooks books = new StageBooks();
  private final TopologyTestDriver driver;
  private final Cohorts cohorts;
  private final Map<Topic, TestInputTopic<byte[], byte[]>> inputs = new EnumMap<>(Topic.class);
  private final Map<Topic, TestOutputTopic<byte[], byte[]>> outputs = new EnumMap<>(Topic.class);
  private final Map<String, Account> accounts = new HashMap<>();
  private Instant now = Instant.ofEpochSecond(Fleet.START_MICROS / 1_000_000);

  public TopologyBench() {
    this(WatchConfig.DEFAULT);
  }

  public TopologyBench(WatchConfig rules) {
    TrainwattTopology topology =
        new TrainwattTopology(PipelineSettings.of("unused:9092").with(rules), books);
    cohorts = topology.cohorts();
    cohorts.markWhole();
    Properties properties = new Properties();
    properties.putAll(topology.properties());
    driver = new TopologyTestDriver(topology.build(), properties, now);
    for (Topic topic :
        List.of(Topic.SAMPLES, Topic.NODES, Topic.RUNS, Topic.PROGRESS, Topic.GRID)) {
      inputs.put(
          topic,
          driver.createInputTopic(
              topic.topicName(), new ByteArraySerializer(), new ByteArraySerializer()));
    }
    for (Topic topic :
        List.of(Topic.ACCOUNTS, Topic.SERIES, Topic.ALERTS, Topic.ADVICE, Topic.DEADLETTER)) {
      outputs.put(
          topic,
          driver.createOutputTopic(
              topic.topicName(), new ByteArrayDeserializer(), new ByteArrayDeserializer()));
    }
  }

  public void sample(Sample sample) {
    send(Topic.SAMPLES, sample.node(), SampleCodec.encode(sample));
  }

  public void facts(NodeFacts facts) {
    send(Topic.NODES, facts.node(), NodeFactsCodec.encode(facts));
  }

  public void row(RunFacts row) {
    send(Topic.RUNS, Topic.key(row.run(), row.node()), RunFactsCodec.encode(row));
  }

  public void progress(Progress progress) {
    send(Topic.PROGRESS, progress.run(), ProgressCodec.encode(progress));
  }

  public void grid(GridEvent event) {
    send(Topic.GRID, event.key(), GridCodec.encode(event));
  }

  public void send(Topic topic, String key, byte[] value) {
    input(topic).pipeInput(key.getBytes(StandardCharsets.UTF_8), value, now);
  }

  private TestInputTopic<byte[], byte[]> input(Topic topic) {
    return Objects.requireNonNull(inputs.get(topic));
  }

  /** A removed row. */
  public void remove(Topic topic, String key) {
    input(topic).pipeInput(new TestRecord<>(key.getBytes(StandardCharsets.UTF_8), null, now));
  }

  /** Lets wall clock and record time go on. */
  public void advance(Duration duration) {
    now = now.plus(duration);
    driver.advanceWallClockTime(duration);
  }

  public Account.OfRun run(String run) {
    return (Account.OfRun) account("run/" + run);
  }

  public Account.OfNode node(String node) {
    return (Account.OfNode) account("node/" + node);
  }

  public boolean hasAccount(String key) {
    flush();
    return accounts.containsKey(key);
  }

  private Account account(String key) {
    flush();
    Account account = accounts.get(key);
    if (account == null) {
      throw new AssertionError("no account of " + key + ", only of " + accounts.keySet());
    }
    return account;
  }

  private void flush() {
    driver.advanceWallClockTime(Duration.ofMillis(200));
    for (TestRecord<byte[], byte[]> record : read(Topic.ACCOUNTS)) {
      try {
        Account account = AccountCodec.decode(record.value());
        accounts.put(text(record.key()), account);
        if (account instanceof Account.OfRun run) {
          cohorts.take(run);
        }
      } catch (MalformedRecord e) {
        throw new AssertionError(e);
      }
    }
  }

  /** New points of a subject's series. */
  public List<SeriesPoint> series(String subject) {
    List<SeriesPoint> points = new ArrayList<>();
    for (TestRecord<byte[], byte[]> record : read(Topic.SERIES)) {
      if (text(record.key()).equals(subject)) {
        try {
          points.add(SeriesPointCodec.decode(record.value()));
        } catch (MalformedRecord e) {
          throw new AssertionError(e);
        }
      }
    }
    return points;
  }

  /** New versions of alerts, oldest first. */
  public List<Alert> alerts() {
    List<Alert> alerts = new ArrayList<>();
    for (TestRecord<byte[], byte[]> record : read(Topic.ALERTS)) {
      try {
        alerts.add(AlertCodec.decode(record.value()));
      } catch (MalformedRecord e) {
        throw new AssertionError(e);
      }
    }
    return alerts;
  }

  /** New advice, oldest first. */
  public List<Advice> advice() {
    List<Advice> advice = new ArrayList<>();
    for (TestRecord<byte[], byte[]> record : read(Topic.ADVICE)) {
      try {
        advice.add(AdviceCodec.decode(record.value()));
      } catch (MalformedRecord e) {
        throw new AssertionError(e);
      }
    }
    return advice;
  }

  /** New records of a result topic. */
  public List<TestRecord<byte[], byte[]>> read(Topic topic) {
    return Objects.requireNonNull(outputs.get(topic)).readRecordsToList();
  }

  /** New dead letters. */
  public List<DeadLetter> deadLetters() {
    List<DeadLetter> letters = new ArrayList<>();
    for (TestRecord<byte[], byte[]> record : read(Topic.DEADLETTER)) {
      try {
        letters.add(DeadLetterCodec.decode(record.value()));
      } catch (MalformedRecord e) {
        throw new AssertionError(e);
      }
    }
    return letters;
  }

  /** Keys in a store. */
  public List<String> stored(String store) {
    List<String> keys = new ArrayList<>();
    try (var all = driver.<String, byte[]>getKeyValueStore(store).all()) {
      all.forEachRemaining(entry -> keys.add(entry.key));
    }
    return keys;
  }

  public StageBooks books() {
    return books;
  }

  public static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    driver.close();
  }
}
