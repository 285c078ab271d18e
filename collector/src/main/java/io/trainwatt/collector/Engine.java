package io.trainwatt.collector;

import io.trainwatt.collector.grid.GridConfig;
import io.trainwatt.collector.grid.GridFeed;
import io.trainwatt.collector.live.LiveConfig;
import io.trainwatt.collector.live.LiveView;
import io.trainwatt.collector.live.TopicFollower;
import io.trainwatt.collector.silence.SilenceBook;
import io.trainwatt.collector.sink.deadletter.DeadLetters;
import io.trainwatt.collector.sink.influx.Backfill;
import io.trainwatt.collector.sink.influx.InfluxConfig;
import io.trainwatt.collector.sink.influx.InfluxSink;
import io.trainwatt.collector.sink.route.Routes;
import io.trainwatt.collector.sink.route.RoutesConfig;
import io.trainwatt.collector.stage.Stages;
import java.time.Clock;
import java.util.Optional;

/** All that talks to Kafka, from the moment the broker answered and the topics are there. */
final class Engine implements AutoCloseable {
  private final DeadLetters deadLetters;
  private final StreamsRunner streams;
  private final TopicFollower follower;
  private final Optional<InfluxSink> influx;
  private final Backfill backfill;
  private final SilenceBook silences;
  private final Routes routes;
  private final Optional<GridFeed> grid;

  Engine(
      StreamsRunner streams,
      KafkaSettings kafka,
      LiveConfig live,
      LiveView view,
      Optional<InfluxConfig> influx,
      RoutesConfig routes,
      GridConfig grid,
      Stages stages,
      Clock clock) {
    this.streams = streams;
    this.deadLetters = new DeadLetters(kafka.clientSettings(), clock);
    this.follower = new TopicFollower(view, live, kafka.clientSettings(), deadLetters, stages);
    this.influx =
        influx.map(config -> new InfluxSink(config, kafka.clientSettings(), deadLetters, stages));
    this.backfill = new Backfill(kafka.clientSettings(), clock);
    this.silences = new SilenceBook(kafka.clientSettings(), clock);
    this.routes = new Routes(routes, silences, kafka.clientSettings(), deadLetters, stages, clock);
    this.grid =
        grid.makers().isEmpty()
            ? Optional.empty()
            : Optional.of(new GridFeed(grid, kafka.clientSettings(), stages, clock));
  }

  void start() {
    streams.start();
    follower.start();
    influx.ifPresent(InfluxSink::start);
    silences.start();
    routes.start();
    grid.ifPresent(GridFeed::start);
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

  /** Of the InfluxDB sink, if this instance has one. */
  Optional<Backfill> backfill() {
    return influx.map(sink -> backfill);
  }

  SilenceBook silences() {
    return silences;
  }

  Routes routes() {
    return routes;
  }

  Optional<GridFeed> grid() {
    return grid;
  }

  /** The topology first, so that what it wrote last can still be read and written on. */
  @Override
  public void close() {
    streams.close();
    grid.ifPresent(GridFeed::close);
    routes.close();
    silences.close();
    influx.ifPresent(InfluxSink::close);
    follower.close();
    deadLetters.close();
  }
}
