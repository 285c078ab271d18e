package io.trainwatt.collector;

import io.trainwatt.collector.live.LiveView;
import io.trainwatt.collector.sink.influx.InfluxSink;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Whether this instance does its work, and if not what it waits for. A sink that cannot write is
 * told but does not make the instance unready: it slows nothing else.
 */
@Readiness
@Singleton
final class CollectorHealth implements HealthCheck {
  private final Lifecycle lifecycle;
  private final LiveView view;

  @Inject
  CollectorHealth(Lifecycle lifecycle, LiveView view) {
    this.lifecycle = lifecycle;
    this.view = view;
  }

  @Override
  public HealthCheckResponse call() {
    Optional<String> waitingFor = lifecycle.waitingFor();
    Optional<Engine> engine = lifecycle.engine();
    HealthCheckResponseBuilder response =
        HealthCheckResponse.named("collector")
            .status(lifecycle.ready())
            .withData("liveView", view.caughtUp() ? "caught up" : "reading")
            .withData(
                "topology",
                engine.map(running -> running.streams().state().name()).orElse("not started"));
    waitingFor.ifPresent(what -> response.withData("waitingFor", what));
    engine
        .flatMap(running -> running.follower().problem())
        .ifPresent(what -> response.withData("liveViewProblem", what));
    engine
        .flatMap(running -> running.streams().lastFailure())
        .ifPresent(what -> response.withData("topologyProblem", what));
    lifecycle.stalled().ifPresent(what -> response.withData("topologyStalled", what));
    engine
        .flatMap(Engine::influx)
        .flatMap(InfluxSink::problem)
        .ifPresent(what -> response.withData("influxProblem", what));
    engine
        .map(running -> running.routes().states())
        .orElse(List.of())
        .forEach(
            route ->
                route
                    .problem()
                    .ifPresent(what -> response.withData("routeProblem." + route.name(), what)));
    return response.build();
  }
}
