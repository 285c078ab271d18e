package io.trainwatt.benchmarks;

import io.trainwatt.broker.KafkaBroker;
import io.trainwatt.events.codec.MalformedRecord;
import io.trainwatt.events.codec.SampleCodec;
import io.trainwatt.events.topic.Topic;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * How many device readings a second go through the real collector process, all logic on, and how
 * does that compare with a consumer that only decodes the same log? Broker, collector and this
 * process share the machine; the log is written before the clock starts.
 *
 * <p>{@code java -cp 'benchmarks/target/classes:benchmarks/target/lib/*' -Dtrainwatt.root=.
 * io.trainwatt.benchmarks.CollectorThroughput collector/target/quarkus-app/quarkus-run.jar NODES
 * TICKS}
 */
public final class CollectorThroughput {
  private static final int PARTITIONS = 4;

  private CollectorThroughput() {}

  /** Prints one line a measurement. */
  public static void main(String[] args) throws Exception {
    Path collector = Path.of(args[0]);
    int nodes = Integer.parseInt(args[1]);
    int ticks = Integer.parseInt(args[2]);
    Path data = Files.createTempDirectory("trainwatt-throughput");
    try (KafkaBroker broker = KafkaBroker.startOnFreePort(data.resolve("broker"))) {
      SampleLog log = new SampleLog(broker, PARTITIONS);
      log.fill(nodes, ticks);
      double decodeOnly = decodeOnly(log, (long) nodes * ticks);
      report(System.out, "decode only", decodeOnly);
      double through = throughCollector(log, collector, data.resolve("collector.log"));
      report(System.out, "collector", through);
      System.out.printf(Locale.ROOT, "ratio                %12.2f%n", through / decodeOnly);
    }
  }

  private static void report(PrintStream out, String what, double readingsPerSecond) {
    out.printf(Locale.ROOT, "%-16s %,16.0f device readings/s%n", what, readingsPerSecond);
  }

  private static double decodeOnly(SampleLog log, long samples) throws MalformedRecord {
    Map<String, Object> config = new HashMap<>();
    config.put("bootstrap.servers", log.bootstrapServers());
    config.put("group.id", "decode-only");
    config.put("auto.offset.reset", "earliest");
    config.put("enable.auto.commit", false);
    config.put("fetch.min.bytes", 1 << 16);
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(Topic.SAMPLES.topicName()));
      long readings = 0;
      long seen = 0;
      long start = 0;
      while (seen < samples) {
        for (ConsumerRecord<String, byte[]> entry : consumer.poll(Duration.ofSeconds(1))) {
          start = seen++ == 0 ? System.nanoTime() : start;
          readings += SampleCodec.decode(entry.value()).devices().size();
        }
      }
      return readings * 1e9 / (System.nanoTime() - start);
    }
  }

  /** From a fifth of the log to its end, so that starting is not measured. */
  private static double throughCollector(SampleLog log, Path jar, Path output) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx1g",
            "-jar",
            jar.toString());
    builder.environment().put("TRAINWATT_KAFKA_BOOTSTRAP_SERVERS", log.bootstrapServers());
    builder.environment().put("TRAINWATT_HTTP_PORT", Integer.toString(KafkaBroker.freePort()));
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    Process process = builder.start();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", log.bootstrapServers()))) {
      long size = log.size(admin);
      long from = 0;
      long startedAt = 0;
      long committed = 0;
      while (committed < size) {
        if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
          throw new IllegalStateException("the collector ended, see " + output);
        }
        committed = log.committed(admin);
        if (startedAt == 0 && committed >= size / 5) {
          startedAt = System.nanoTime();
          from = committed;
        }
      }
      double seconds = (System.nanoTime() - startedAt) / 1e9;
      return (size - from) * SyntheticSample.DEVICES / seconds;
    } finally {
      process.destroy();
      process.waitFor();
    }
  }
}
