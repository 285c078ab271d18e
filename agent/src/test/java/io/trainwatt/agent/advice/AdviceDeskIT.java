package io.trainwatt.agent.advice;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.publish.kafka.KafkaConfig;
import io.trainwatt.agent.publish.kafka.Topics;
import io.trainwatt.broker.KafkaBroker;
import io.trainwatt.events.advice.Advice;
import io.trainwatt.events.advice.AdviceAction;
import io.trainwatt.events.codec.AdviceCodec;
import io.trainwatt.events.sample.StageCount;
import io.trainwatt.events.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The desk against a real broker that has no topic at first. */
@Timeout(180)
final class AdviceDeskIT {

  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path directory;

  private static byte[] advice(String run, String id, long expiresWallMicros) {
    return AdviceCodec.encode(
        new Advice(
            run,
            id,
            AdviceAction.STOP,
            System.currentTimeMillis() * 1_000,
            expiresWallMicros,
            "f",
            "the loss is flat",
            Map.of(),
            false));
  }

  private static void publish(KafkaBroker broker, String run, byte[] value) throws Exception {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new StringSerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(Topic.ADVICE.topicName(), run, value)).get();
    }
  }

  private static void awaitIds(List<String> heard, String... ids) {
    Awaitility.await()
        .atMost(LONG)
        .untilAsserted(() -> assertThat(heard).containsExactlyInAnyOrder(ids));
  }

  @Test
  void whoAsksIsToldOnceAndNobodyElseAndTheConsumerGoesWithTheLast() throws Exception {
    List<String> mine = new CopyOnWriteArrayList<>();
    List<String> later = new CopyOnWriteArrayList<>();
    try (KafkaBroker broker = KafkaBroker.startOnFreePort(directory.resolve("broker"));
        AdviceDesk desk =
            new AdviceDesk(
                new KafkaConfig(broker.bootstrapServers(), Map.of("compression.type", "lz4")),
                Clock.systemUTC())) {
      assertThat(desk.isReading()).isFalse();
      assertThat(desk.count()).isEmpty();
      AdviceDesk.Ear ear = desk.ask("mine", advice -> mine.add(advice.id()));
      Topics.create(broker.bootstrapServers());
      publish(broker, "mine", advice("mine", "a-1", 0));
      publish(broker, "mine", advice("mine", "a-2", 1));
      publish(broker, "mine", advice("mine", "a-1", 0));
      publish(broker, "other", advice("other", "a-3", 0));
      publish(broker, "mine", "no advice".getBytes(StandardCharsets.UTF_8));
      publish(broker, "mine", advice("mine", "a-4", Long.MAX_VALUE));
      awaitIds(mine, "a-1", "a-4");

      // One who asks after it was read hears it all the same, and the first not again.
      AdviceDesk.Ear second = desk.ask("mine", advice -> later.add(advice.id()));
      awaitIds(later, "a-1", "a-4");
      assertThat(mine).hasSize(2);

      StageCount count = desk.count().orElseThrow();
      assertThat(count.balances()).isTrue();
      assertThat(count.dropped())
          .containsKeys("undecodable", "expired", "told before", "no run of this node asked");

      desk.leave(ear);
      desk.leave(second);
      Awaitility.await().atMost(LONG).until(() -> !desk.isReading());
    }
  }
}
