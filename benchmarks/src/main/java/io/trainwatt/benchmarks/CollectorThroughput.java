package io.trainwatt.benchmarks;

import io.trainwatt.broker.KafkaBroker;
import io.trainwatt.events.codec.MalformedRecord;
import io.trainwatt.events.codec.SampleCodec;
import io.trainwatt.events.topic.Topic;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
  // As every way of starting a collector has it.
  private static final List<String> LEAN =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:+UseCompactObjectHeaders",
          "--sun-misc-unsafe-memory-access=allow");

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
      Through through = throughCollector(log, collector, data.resolve("collector.log"));
      report(System.out, "collector", through.readingsPerSecond);
      System.out.printf(
          Locale.ROOT,
          "ratio            %16.2f%nCPU a reading    %,16.0f ns collector, %,.0f ns broker%n",
          through.readingsPerSecond / decodeOnly,
          through.collectorNanos,
          through.brokerNanos);
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
  private static Through throughCollector(SampleLog log, Path jar, Path output) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(LEAN);
    command.addAll(
        List.of(System.getenv().getOrDefault("COLLECTOR_JAVA_OPTIONS", "-Xmx1g").split(" +")));
    command.addAll(List.of("-jar", jar.toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("TRAINWATT_KAFKA_BOOTSTRAP_SERVERS", log.bootstrapServers());
    builder.environment().put("TRAINWATT_HTTP_PORT", Integer.toString(KafkaBroker.freePort()));
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    Process process = builder.start();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", log.bootstrapServers()))) {
      long size = log.size(admin);
      long from = 0;
      long startedAt = 0;
      long committed = 0;
      Cpu before = Cpu.ZERO;
      while (committed < size) {
        if (process.waitFor(200, TimeUnit.MILLISECONDS)) {
          throw new IllegalStateException("the collector ended, see " + output);
        }
        committed = log.committed(admin);
        if (startedAt == 0 && committed >= size / 5) {
          startedAt = System.nanoTime();
          before = Cpu.now(process);
          from = committed;
        }
      }
      double nanos = System.nanoTime() - startedAt;
      double readings = (double) (size - from) * SyntheticSample.DEVICES;
      Cpu after = Cpu.now(process);
      return new Through(
          readings * 1e9 / nanos,
          (after.collectorNanos - before.collectorNanos) / readings,
          (after.brokerNanos - before.brokerNanos) / readings);
    } finally {
      process.destroy();
      process.waitFor();
    }
  }

  /**
   * What went through.
   *
   * @param collectorNanos CPU time of the collector's process a reading
   * @param brokerNanos of the broker, and of this process that asks it how far the collector is
   */
  private record Through(double readingsPerSecond, double collectorNanos, double brokerNanos) {}

  /** CPU time used so far. */
  private record Cpu(long collectorNanos, long brokerNanos) {
    static final Cpu ZERO = new Cpu(0, 0);

    static Cpu now(Process collector) {
      return new Cpu(nanos(collector.toHandle()), nanos(ProcessHandle.current()));
    }

    private static long nanos(ProcessHandle process) {
      return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
    }
  }
}
