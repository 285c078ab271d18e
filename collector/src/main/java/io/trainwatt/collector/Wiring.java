package io.trainwatt.collector;

import io.trainwatt.collector.grid.GridConfig;
import io.trainwatt.collector.grid.GridFile;
import io.trainwatt.collector.live.LiveConfig;
import io.trainwatt.collector.live.LiveView;
import io.trainwatt.collector.live.rest.LiveHub;
import io.trainwatt.collector.sink.influx.InfluxConfig;
import io.trainwatt.collector.sink.route.RoutesConfig;
import io.trainwatt.collector.sink.route.RoutesFile;
import io.trainwatt.collector.sink.route.courier.Links;
import io.trainwatt.collector.stage.Stages;
import io.trainwatt.events.grid.EmissionBasis;
import io.trainwatt.pipeline.PipelineSettings;
import io.trainwatt.pipeline.TopicSettings;
import io.trainwatt.pipeline.TrainwattTopology;
import io.trainwatt.pipeline.carbon.CarbonConfig;
import io.trainwatt.pipeline.meter.DevicePeaks;
import io.trainwatt.pipeline.stage.StageBooks;
import io.trainwatt.pipeline.watch.AdviceConfig;
import io.trainwatt.pipeline.watch.BudgetConfig;
import io.trainwatt.pipeline.watch.WatchConfig;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Makes what the resources and the lifecycle share; nothing here touches the network. */
final class Wiring {
  private static final Duration SHORTEST_STALL = Duration.ofSeconds(5);

  @Produces
  @Singleton
  LiveConfig liveConfig(CollectorSettings settings) {
    CollectorSettings.Live live = settings.live();
    return checked(() -> new LiveConfig(live.window(), live.seriesBytes(), live.maxRuns()));
  }

  @Produces
  @Singleton
  LiveView liveView(LiveConfig config) {
    return new LiveView(config, System::nanoTime);
  }

  @Produces
  @Singleton
  LiveHub liveHub(LiveView view) {
    return new LiveHub(view);
  }

  @Produces
  @Singleton
  Stages stages() {
    return new Stages();
  }

  @Produces
  @Singleton
  KafkaSettings kafkaSettings(CollectorSettings settings) {
    return KafkaSettings.of(settings.kafka());
  }

  @Produces
  @Singleton
  StageBooks stageBooks(Stages stages) {
    StageBooks books = new StageBooks();
    stages.add(books::counts);
    return books;
  }

  @Produces
  @Singleton
  Topics topics(KafkaSettings kafka, CollectorSettings settings) {
    CollectorSettings.Topics topics = settings.topics();
    return new Topics(
        kafka, checked(() -> new TopicSettings(topics.partitions(), topics.replication())));
  }

  @Produces
  @Singleton
  TrainwattTopology topology(KafkaSettings kafka, CollectorSettings settings, StageBooks books) {
    CollectorSettings.Streams streams = settings.streams();
    return new TrainwattTopology(
        checked(
            () ->
                new PipelineSettings(
                    kafka.bootstrapServers(),
                    streams.applicationId(),
                    streams.threads(),
                    settings.topics().replication(),
                    streams.commitInterval(),
                    streams.cacheBytes(),
                    WatchConfig.DEFAULT
                        .with(adviceConfig(settings.advice()))
                        .with(BudgetConfig.parse(settings.budgets().runs().orElse(""))),
                    carbon(settings.grid()),
                    DevicePeaks.with(settings.efficiency().peakTeraflops().orElse("")),
                    streams.runSilence())),
        books);
  }

  /** How long work may stand still before health says so. */
  static Duration stallAfter(CollectorSettings.Streams streams) {
    Duration limit = streams.stallAfter();
    if (limit.compareTo(SHORTEST_STALL) < 0) {
      throw new WrongSettings(
          List.of(
              "trainwatt.streams.stall-after is %s: give 5 seconds or more, as PT30S"
                  .formatted(limit)));
    }
    return limit;
  }

  /** What is fed into the grid's topic, if anything. */
  static GridConfig gridConfig(CollectorSettings.Grid grid) {
    return grid.file()
        .map(file -> checked(() -> GridFile.read(Path.of(file), grid.keep())))
        .orElse(GridConfig.none(grid.keep()));
  }

  /** How energy meets grid factors. */
  static CarbonConfig carbon(CollectorSettings.Grid grid) {
    return new CarbonConfig(basis(grid.basis()), grid.carry(), grid.keep());
  }

  private static EmissionBasis basis(String word) {
    return switch (word) {
      case "lifecycle" -> EmissionBasis.LIFECYCLE;
      case "direct" -> EmissionBasis.DIRECT;
      default ->
          throw new IllegalArgumentException(
              "trainwatt.grid.basis is lifecycle or direct, not " + word);
    };
  }

  private static AdviceConfig adviceConfig(CollectorSettings.Advice advice) {
    return new AdviceConfig(
        labels(advice.actFor()), labels(advice.veto()), advice.minimumRuntime(), advice.validFor());
  }

  private static List<AdviceConfig.LabelValue> labels(Optional<List<String>> texts) {
    return texts.orElse(List.of()).stream().map(AdviceConfig.LabelValue::parse).toList();
  }

  /** Where points go, if anywhere. */
  static Optional<InfluxConfig> influxConfig(CollectorSettings.Influx influx) {
    return influx
        .url()
        .map(
            url ->
                checked(
                    () ->
                        new InfluxConfig(
                            url,
                            influx.token().orElse(""),
                            influx.bucket(),
                            influx.org(),
                            influx.flushInterval(),
                            influx.batchPoints(),
                            influx.timeout(),
                            influx.api(),
                            influx.rollupBucket().orElse(influx.bucket()),
                            influx.rollupInterval())));
  }

  /** Whom alerts are told to; nobody where there is no file. */
  static RoutesConfig routesConfig(CollectorSettings.Routes routes) {
    return routes
        .file()
        .map(file -> checked(() -> RoutesFile.read(Path.of(file))))
        .orElseGet(
            () -> new RoutesConfig(new Links(Optional.empty(), Optional.empty()), List.of()));
  }

  private static <T> T checked(java.util.function.Supplier<T> config) {
    try {
      return config.get();
    } catch (IllegalArgumentException e) {
      throw new WrongSettings(List.of(String.valueOf(e.getMessage())));
    }
  }
}
