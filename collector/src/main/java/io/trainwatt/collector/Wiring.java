package io.trainwatt.collector;

import io.trainwatt.collector.live.LiveConfig;
import io.trainwatt.collector.live.LiveView;
import io.trainwatt.collector.live.rest.LiveHub;
import io.trainwatt.collector.sink.influx.InfluxConfig;
import io.trainwatt.collector.stage.Stages;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Makes what the resources and the lifecycle share; nothing here touches the network. */
final class Wiring {
  @Produces
  @Singleton
  LiveConfig liveConfig(CollectorSettings settings) {
    CollectorSettings.Live live = settings.live();
    return checked(() -> new LiveConfig(live.window(), live.seriesBytes(), live.maxRuns()));
  }

  @Produces
  @Singleton
  LiveView liveView(LiveConfig config) {
    return new LiveView(config);
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
                            influx.timeout())));
  }

  private static <T> T checked(java.util.function.Supplier<T> config) {
    try {
      return config.get();
    } catch (IllegalArgumentException e) {
      throw new WrongSettings(List.of(String.valueOf(e.getMessage())));
    }
  }
}
