package io.trainwatt.cli.crash;

import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.EnergyEntry;
import io.trainwatt.events.codec.AccountCodec;
import io.trainwatt.events.codec.DeadLetterCodec;
import io.trainwatt.events.codec.MalformedRecord;
import io.trainwatt.events.codec.SampleCodec;
import io.trainwatt.events.sample.DeviceSample;
import io.trainwatt.events.sample.Sample;
import io.trainwatt.events.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads the topics beside the collector and holds every account it ever published against the
 * records that were there: an account must equal the sums after some record, and in the end those
 * after the last. Beyond that it holds each record against what the hardware can have shown.
 */
final class Follower implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Topic[] FOLLOWED = {Topic.SAMPLES, Topic.ACCOUNTS, Topic.DEADLETTER};

  /** What a record of a node must agree with. */
  interface Hardware {
    /** Says what is impossible about a device's sums after a record. */
    Optional<String> impossible(NodeBook book, Sample sample, DeviceSample device);
  }

  private final String bootstrapServers;
  private final Map<String, NodeBook> nodes = new TreeMap<>();
  private final Map<String, Account> accounts = new HashMap<>();
  private final List<String> deadLetters = new ArrayList<>();
  private final Hardware hardware;
  private final Thread thread;
  private long accountsSeen;
  private volatile Optional<Throwable> found = Optional.empty();
  private volatile boolean closing;

  Follower(String bootstrapServers, Hardware hardware) {
    this.bootstrapServers = bootstrapServers;
    this.hardware = hardware;
    this.thread = Thread.ofPlatform().daemon().name("follower").unstarted(this::work);
  }

  void start() {
    thread.start();
  }

  /** Fails if anything differed so far. */
  void check() throws Difference {
    if (found.isPresent()) {
      Throwable why = found.get();
      if (why instanceof Difference difference) {
        throw difference;
      }
      throw new IllegalStateException("the follower died", why);
    }
  }

  /** Looks at the books while nothing is added. */
  synchronized <T> T books(Supplier<T> look) {
    return look.get();
  }

  /** Of a node; only within {@link #books}. */
  NodeBook node(String node) {
    return nodes.computeIfAbsent(node, NodeBook::new);
  }

  /** The newest of a subject; only within {@link #books}. */
  Optional<Account> account(String key) {
    return Optional.ofNullable(accounts.get(key));
  }

  /** How many were read; only within {@link #books}. */
  long accountsSeen() {
    return accountsSeen;
  }

  /** Causes of what was refused; only within {@link #books}. */
  List<String> deadLetters() {
    return deadLetters;
  }

  private void work() {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      List<TopicPartition> partitions = partitions(consumer);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      List<Account> waiting = new ArrayList<>();
      Map<TopicPartition, Long> passed = new HashMap<>();
      while (!closing) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          passed.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
          take(record, waiting);
        }
        if (!waiting.isEmpty()) {
          catchUp(consumer, waiting, passed);
          judge(waiting);
        }
      }
    } catch (Difference | RuntimeException e) {
      found = Optional.of(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers",
            bootstrapServers,
            "isolation.level",
            "read_committed",
            "default.api.timeout.ms",
            "5000",
            "reconnect.backoff.max.ms",
            "500"),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer)
      throws InterruptedException {
    while (true) {
      try {
        List<TopicPartition> partitions = new ArrayList<>();
        for (Topic topic : FOLLOWED) {
          consumer
              .partitionsFor(topic.topicName())
              .forEach(p -> partitions.add(new TopicPartition(p.topic(), p.partition())));
        }
        return partitions;
      } catch (KafkaException e) {
        Thread.sleep(200);
      }
    }
  }

  /** An account stands for records that were there before it: they are read before it is judged. */
  private void catchUp(
      KafkaConsumer<byte[], byte[]> consumer,
      List<Account> waiting,
      Map<TopicPartition, Long> passed)
      throws Difference, InterruptedException {
    List<TopicPartition> samples =
        consumer.assignment().stream()
            .filter(p -> p.topic().equals(Topic.SAMPLES.topicName()))
            .toList();
    Map<TopicPartition, Long> ends = ends(consumer, samples);
    while (!closing
        && samples.stream().anyMatch(p -> passed.getOrDefault(p, 0L) < ends.getOrDefault(p, 0L))) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        passed.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
        take(record, waiting);
      }
    }
  }

  private Map<TopicPartition, Long> ends(
      KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions)
      throws InterruptedException {
    while (!closing) {
      try {
        return consumer.endOffsets(partitions);
      } catch (KafkaException e) {
        // The broker was killed: it comes back.
        Thread.sleep(200);
      }
    }
    return Map.of();
  }

  private synchronized void take(ConsumerRecord<byte[], byte[]> record, List<Account> waiting)
      throws Difference {
    try {
      if (record.topic().equals(Topic.SAMPLES.topicName())) {
        take(SampleCodec.decode(record.value()));
      } else if (record.topic().equals(Topic.ACCOUNTS.topicName())) {
        Account account = AccountCodec.decode(record.value());
        accountsSeen++;
        accounts.put(account.subject().key(), account);
        waiting.add(account);
      } else {
        var letter = DeadLetterCodec.decode(record.value());
        deadLetters.add(letter.topic() + ": " + letter.cause() + ": " + letter.detail());
      }
    } catch (MalformedRecord e) {
      throw new Difference("a record of " + record.topic() + " cannot be read: " + e.getMessage());
    }
  }

  private void take(Sample sample) throws Difference {
    NodeBook book = node(sample.node());
    boolean newest = sample.sequence() > book.newest();
    book.take(sample);
    if (!newest) {
      return;
    }
    for (DeviceSample device : sample.devices()) {
      Optional<String> impossible = hardware.impossible(book, sample, device);
      if (impossible.isPresent()) {
        throw new Difference(
            "record %d of %s: %s".formatted(sample.sequence(), sample.node(), impossible.get()));
      }
    }
  }

  private synchronized void judge(List<Account> waiting) throws Difference {
    for (Account account : waiting) {
      for (Map.Entry<String, Map<Line, Sum>> part : parts(account).entrySet()) {
        String subject = account instanceof Account.OfRun run ? run.run() : "node";
        NodeBook book = node(part.getKey());
        if (!book.passed(subject, part.getValue())) {
          throw new Difference(
              "account of %s, part of %s: after no record were the counters as it says:%n%s"
                  .formatted(
                      account.subject().key(),
                      part.getKey(),
                      compare(book.now(subject), part.getValue())));
        }
      }
    }
    waiting.clear();
  }

  /** An account's lines by node. A line that never held anything is none. */
  static Map<String, Map<Line, Sum>> parts(Account account) {
    Map<String, Map<Line, Sum>> parts = new TreeMap<>();
    for (EnergyEntry entry : account.ledger().energy()) {
      Sum sum = Sum.of(entry);
      if (!sum.isZero()) {
        parts
            .computeIfAbsent(entry.node(), node -> new TreeMap<>())
            .merge(new Line(entry.device(), entry.quality()), sum, Sum::plus);
      }
    }
    return parts;
  }

  /** Two sides line by line, for a reader. */
  static String compare(Map<Line, Sum> records, Map<Line, Sum> account) {
    StringBuilder text = new StringBuilder();
    java.util.TreeSet<Line> lines = new java.util.TreeSet<>(records.keySet());
    lines.addAll(account.keySet());
    for (Line line : lines) {
      Sum one = records.getOrDefault(line, Sum.ZERO);
      Sum other = account.getOrDefault(line, Sum.ZERO);
      text.append(
          "  %-28s records %s, account %s, %+d µJ%n"
              .formatted(line, one, other, other.energy() - one.energy()));
    }
    return text.toString();
  }

  @Override
  public void close() {
    closing = true;
    Ending.of(thread, Duration.ofSeconds(10));
  }
}
