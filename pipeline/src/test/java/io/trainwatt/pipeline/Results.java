package io.trainwatt.pipeline;

import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.SeriesPoint;
import io.trainwatt.events.account.SliceEntry;
import io.trainwatt.events.codec.AccountCodec;
import io.trainwatt.events.codec.MalformedRecord;
import io.trainwatt.events.codec.SeriesPointCodec;
import io.trainwatt.events.topic.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What a sink sees of the results: committed records alone, from the beginning. */
final class Results implements AutoCloseable {
  private final KafkaConsumer<String, byte[]> consumer;
  private final Map<String, Account> accounts = new TreeMap<>();
  private final Map<String, Long> sums = new TreeMap<>();

  Results(String bootstrapServers) {
    consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "group.id",
                "results",
                "auto.offset.reset",
                "earliest",
                "isolation.level",
                "read_committed"),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    consumer.subscribe(List.of(Topic.ACCOUNTS.topicName(), Topic.SERIES.topicName()));
  }

  Results poll() throws MalformedRecord {
    for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
      if (record.topic().equals(Topic.ACCOUNTS.topicName())) {
        accounts.put(record.key(), AccountCodec.decode(record.value()));
      } else {
        SeriesPoint point = SeriesPointCodec.decode(record.value());
        for (SliceEntry slice : point.slices()) {
          sums.merge(record.key(), slice.energy().microjoules(), Long::sum);
        }
      }
    }
    return this;
  }

  /** Total of a subject's account, in microjoules; 0 without one. */
  long total(String subject) {
    Account account = accounts.get(subject);
    return account == null ? 0 : account.ledger().total().energy().microjoules();
  }

  /** Sum over all points of a subject's series, in microjoules. */
  long sum(String subject) {
    return sums.getOrDefault(subject, 0L);
  }

  /** How many samples of a node were received; 0 without an account. */
  long booksOf(String node) {
    return accounts.get("node/" + node) instanceof Account.OfNode account
        ? account.books().received()
        : 0;
  }

  Account.OfNode node(String node) {
    return (Account.OfNode) account("node/" + node);
  }

  Account.OfRun run(String run) {
    return (Account.OfRun) account("run/" + run);
  }

  private Account account(String subject) {
    Account account = accounts.get(subject);
    if (account == null) {
      throw new AssertionError("no account of " + subject);
    }
    return account;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
