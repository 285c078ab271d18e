package io.trainwatt.pipeline;

import static io.trainwatt.pipeline.Fleet.alive;
import static io.trainwatt.pipeline.Fleet.device;
import static io.trainwatt.pipeline.Fleet.nobody;
import static io.trainwatt.pipeline.Fleet.progress;
import static io.trainwatt.pipeline.Fleet.row;
import static io.trainwatt.pipeline.Fleet.sample;
import static io.trainwatt.pipeline.Fleet.used;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.trainwatt.broker.KafkaBroker;
import io.trainwatt.events.account.RunProgress;
import io.trainwatt.events.account.SampleBooks;
import io.trainwatt.events.codec.ProgressCodec;
import io.trainwatt.events.codec.RunFactsCodec;
import io.trainwatt.events.codec.SampleCodec;
import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Component;
import io.trainwatt.events.sample.Sample;
import io.trainwatt.events.topic.Topic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two processes share the work of a real broker; one is killed in the middle with SIGKILL, then the
 * broker, too. Totals are exact to the microjoule, and so are the sums of all points of the series:
 * nothing is lost and nothing counted twice.
 */
class ExactlyOnceIT {
  private static final int PARTITIONS = 3;
  private static final int NODES = 6;
  private static final int TICKS = 120;
  private static final Duration LIMIT = Duration.ofMinutes(3);

  @TempDir private Path data;
  private final List<Process> instances = new ArrayList<>();

  @AfterEach
  void endInstances() throws InterruptedException {
    for (Process instance : instances) {
      instance.destroyForcibly().waitFor();
    }
  }

  @Test
  void killingACollectorAndTheBrokerLosesNothingAndCountsNothingTwice() throws Exception {
    try (KafkaBroker broker = KafkaBroker.startOnFreePort(data.resolve("broker"))) {
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
        new TopicSetup(admin, new TopicSettings(PARTITIONS, (short) 1)).run();
      }
      Process first = start(broker, "first");
      start(broker, "second");
      try (KafkaProducer<byte[], byte[]> producer = producer(broker);
          Results results = new Results(broker.bootstrapServers())) {
        rows(producer);
        ticks(producer, 1, TICKS / 3);
        await().atMost(LIMIT).until(() -> results.poll().total("node/n0") >= 6_000L * TICKS / 6);
        first.destroyForcibly().waitFor();
        ticks(producer, TICKS / 3 + 1, 2 * TICKS / 3);
        await().atMost(LIMIT).until(() -> results.poll().total("node/n0") >= 6_000L * TICKS / 2);
        broker.kill();
        broker.restart();
        start(broker, "third");
        ticks(producer, 2 * TICKS / 3 + 1, TICKS);

        await().atMost(LIMIT).until(() -> complete(results.poll()));
        results.poll();
        for (int node = 0; node < NODES; node++) {
          String name = "n" + node;
          assertThat(results.sum("node/" + name)).isEqualTo(6_000L * TICKS);
          assertThat(results.sum("run/run-of-" + name)).isEqualTo(2_000L * TICKS);
          assertThat(results.node(name).books())
              .isEqualTo(new SampleBooks(TICKS + TICKS / 3, TICKS, TICKS / 3, 0, 0));
        }
        assertThat(results.sum("run/wide")).isEqualTo(1_000L * TICKS * NODES);
        RunProgress progress = results.run("wide").progress().orElseThrow();
        assertThat(progress.work().steps()).hasValue(TICKS);
      }
    }
  }

  private static boolean complete(Results results) {
    boolean complete = results.total("run/wide") == 1_000L * TICKS * NODES;
    for (int node = 0; node < NODES; node++) {
      complete &= results.total("node/n" + node) == 6_000L * TICKS;
      complete &= results.total("run/run-of-n" + node) == 2_000L * TICKS;
      complete &= results.booksOf("n" + node) == TICKS + TICKS / 3;
    }
    return complete;
  }

  private Process start(KafkaBroker broker, String name) throws IOException {
    Path output = data.resolve(name + ".log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                PipelineInstance.class.getName(),
                broker.bootstrapServers(),
                Files.createDirectory(data.resolve(name)).toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    instances.add(process);
    return process;
  }

  private static KafkaProducer<byte[], byte[]> producer(KafkaBroker broker) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", broker.bootstrapServers(), "enable.idempotence", true),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static void rows(KafkaProducer<byte[], byte[]> producer) {
    for (int node = 0; node < NODES; node++) {
      send(
          producer,
          Topic.RUNS,
          Topic.key("wide", "n" + node),
          RunFactsCodec.encode(row("wide", "n" + node, Map.of())));
    }
  }

  /** Every third sample is sent twice, every fifth comes after the one that follows it. */
  private static void ticks(KafkaProducer<byte[], byte[]> producer, int from, int to) {
    for (int tick = from; tick <= to; tick++) {
      for (int node = 0; node < NODES; node++) {
        byte[] bytes = SampleCodec.encode(tick("n" + node, swapped(tick, from, to)));
        for (int copy = 0; copy < (tick % 3 == 0 ? 2 : 1); copy++) {
          send(producer, Topic.SAMPLES, "n" + node, bytes);
        }
      }
      send(
          producer,
          Topic.PROGRESS,
          "wide",
          ProgressCodec.encode(progress("wide", "n0", 0, tick * 1_000L, tick, new Loss.Finite(1))));
    }
    producer.flush();
  }

  private static int swapped(int tick, int from, int to) {
    if (tick % 5 == 0 && tick < to) {
      return tick + 1;
    }
    return tick % 5 == 1 && tick > from ? tick - 1 : tick;
  }

  private static Sample tick(String node, int tick) {
    String own = "run-of-" + node;
    return sample(
        node,
        tick,
        List.of(alive("wide"), alive(own)),
        device(
            "gpu0",
            Component.GPU,
            tick,
            used("wide", Quality.COUNTED, 1_000L * tick),
            used(own, Quality.COUNTED, 2_000L * tick),
            nobody(Quality.COUNTED, 3_000L * tick)));
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer, Topic topic, String key, byte[] value) {
    byte[] first = Topic.partitionKey(key).getBytes(StandardCharsets.UTF_8);
    int partition = Utils.toPositive(Utils.murmur2(first)) % PARTITIONS;
    var _ =
        producer.send(
            new ProducerRecord<>(
                topic.topicName(), partition, key.getBytes(StandardCharsets.UTF_8), value));
  }
}
