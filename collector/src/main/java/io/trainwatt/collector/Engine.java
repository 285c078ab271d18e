package io.trainwatt.collector;

import io.trainwatt.collector.live.LiveConfig;
import io.trainwatt.collector.live.LiveView;
import io.trainwatt.collector.live.TopicFollower;
import io.trainwatt.collector.sink.deadletter.DeadLetters;
import io.trainwatt.collector.sink.influx.InfluxConfig;
import io.trainwatt.collector.sink.influx.InfluxSink;
import io.trainwatt.collector.stage.Stages;
import java.time.Clock;
import java.util.Optional;

/** All that talks to Kafka, from the moment the broker answered and the topics are there. */
final class Engine implements AutoCloseable {
  private final DeadLetters deadLetters;
  private final StreamsRunner streams;
  private final TopicFollower follower;
  private final Optional<InfluxSink> influx;

  Engine(
      StreamsRunner streams,
      KafkaSettings kafka,
      LiveConfig live,
      LiveView view,
      Optional<InfluxConfig> influx,
      Stages stages,
      Clock clock) {
    this.streams = streams;
    this.deadLetters = new DeadLetters(kafka.clientSettings(), clock);
    this.follower = new TopicFollower(view, live, kafka.clientSettings(), deadLetters, stages);
    this.influx =
        influx.map(config -> new InfluxSink(config, kafka.clientSettings(), deadLetters, stages));
  }

  void start() {
    streams.start();
    follower.start();
    influx.ifPresent(InfluxSink::start);
  }

  StreamsRunner streams() {
    return streams;
  }

  TopicFollower follower() {
    return follower;
  }

  Optional<InfluxSink> influx() {
    return influx;
  }

  /** The topology first, so that what it wrote last can still be read and written on. */
  @Override
  public void close() {
    streams.close();
    influx.ifPresent(InfluxSink::close);
    follower.close();
    deadLetters.close();
  }
}
