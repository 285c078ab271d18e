package io.trainwatt.pipeline;

import static io.trainwatt.pipeline.Fleet.alive;
import static io.trainwatt.pipeline.Fleet.device;
import static io.trainwatt.pipeline.Fleet.epoch;
import static io.trainwatt.pipeline.Fleet.nobody;
import static io.trainwatt.pipeline.Fleet.used;

import io.trainwatt.broker.KafkaBroker;
import io.trainwatt.events.codec.SampleCodec;
import io.trainwatt.events.quantity.Power;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Component;
import io.trainwatt.events.sample.DeviceSample;
import io.trainwatt.events.sample.Gauges;
import io.trainwatt.events.sample.Sample;
import io.trainwatt.events.sample.StageCount;
import io.trainwatt.events.topic.Topic;
import io.trainwatt.pipeline.stage.StageBooks;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;

/**
 * How many device readings a second go through the topology alone, all steps on, from a log that
 * was written before, with the broker on the same machine. Not a test: start it by hand with NODES,
 * TICKS and THREADS. Says the processor time of both processes too, since machines are shared.
 */
public final class PipelineLoad {
  private static final int DEVICES = 8;

  private PipelineLoad() {}

  public static void main(String[] args) throws Exception {
    int nodes = Integer.parseInt(args[0]);
    int ticks = Integer.parseInt(args[1]);
    int threads = Integer.parseInt(args[2]);
    Path data = Files.createTempDirectory("trainwatt-load");
    try (KafkaBroker broker = KafkaBroker.startOnFreePort(data)) {
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
        new TopicSetup(admin, TopicSettings.DEFAULT).run();
      }
      fill(broker, nodes, ticks);
      run(broker, (long) nodes * ticks, threads);
    }
  }

  private static void fill(KafkaBroker broker, int nodes, int ticks) {
    Map<String, Object> config =
        Map.of(
            "bootstrap.servers", broker.bootstrapServers(), "linger.ms", 20, "batch.size", 1 << 18);
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
      for (int tick = 1; tick <= ticks; tick++) {
        for (int node = 0; node < nodes; node++) {
          String name = "load/n" + node;
          var _ =
              producer.send(
                  new ProducerRecord<>(
                      Topic.SAMPLES.topicName(), name, SampleCodec.encode(sample(name, tick))));
        }
      }
      producer.flush();
    }
  }

  private static Sample sample(String node, int tick) {
    String run = "run-of-" + node;
    return Fleet.sample(
        node,
        tick,
        List.of(alive(run, tick * 900_000L)),
        IntStream.range(0, DEVICES)
            .mapToObj(gpu -> gpu("GPU-" + gpu, run, tick))
            .toArray(DeviceSample[]::new));
  }

  private static DeviceSample gpu(String name, String run, int tick) {
    return device(
        name,
        Component.GPU,
        tick,
        epoch(1),
        true,
        "nvml",
        Gauges.of(
            Optional.of(Power.ofWatts(287)),
            OptionalInt.of(930_000),
            Optional.of(Power.ofWatts(55))),
        used(run, Quality.COUNTED, 260_000_000L * tick),
        nobody(Quality.COUNTED, 27_000_000L * tick));
  }

  private static void run(KafkaBroker broker, long samples, int threads) throws Exception {
    StageBooks books = new StageBooks();
    TrainwattTopology topology =
        new TrainwattTopology(
            PipelineSettings.of(broker.bootstrapServers()).withThreads(threads), books);
    Properties properties = new Properties();
    properties.putAll(topology.properties());
    Path state = Files.createTempDirectory("trainwatt-load-state");
    properties.put("state.dir", state.toString());
    try (KafkaStreams streams = new KafkaStreams(topology.build(), properties)) {
      streams.start();
      long warm = samples / 4;
      await(books, warm);
      long from = passed(books, "watch");
      long started = System.nanoTime();
      long cpu = ownCpuNanos();
      long brokerCpu = cpuNanos(broker);
      await(books, samples);
      double seconds = (System.nanoTime() - started) / 1e9;
      double measured = samples - from;
      System.out.printf(
          "%d threads: %,.0f device readings/s; %.1f µs pipeline + %.1f µs broker of processor"
              + " time a sample; %.0f s%n",
          threads,
          measured * DEVICES / seconds,
          (ownCpuNanos() - cpu) / 1e3 / measured,
          (cpuNanos(broker) - brokerCpu) / 1e3 / measured,
          seconds);
      System.out.println(books.counts());
    }
  }

  // Watch comes last: what it has seen went through everything.
  private static void await(StageBooks books, long samples) throws InterruptedException {
    while (passed(books, "watch") < samples) {
      Thread.sleep(Duration.ofMillis(20));
    }
  }

  private static long passed(StageBooks books, String stage) {
    return books.counts().stream()
        .filter(count -> count.stage().equals(stage))
        .mapToLong(StageCount::out)
        .sum();
  }

  private static long ownCpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static long cpuNanos(KafkaBroker broker) {
    return ProcessHandle.of(broker.pid())
        .flatMap(process -> process.info().totalCpuDuration())
        .map(Duration::toNanos)
        .orElseThrow();
  }
}
