package io.trainwatt.pipeline;

import io.trainwatt.pipeline.stage.StageBooks;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.streams.KafkaStreams;

/** One process that runs the topology until it is killed: for tests that kill it. */
public final class PipelineInstance {
  private PipelineInstance() {}

  public static void main(String[] args) throws InterruptedException {
    TrainwattTopology topology =
        new TrainwattTopology(PipelineSettings.of(args[0]), new StageBooks());
    Properties properties = new Properties();
    properties.putAll(topology.properties());
    properties.put("state.dir", args[1]);
    try (KafkaStreams streams = new KafkaStreams(topology.build(), properties)) {
      streams.start();
      new CountDownLatch(1).await();
    }
  }
}
