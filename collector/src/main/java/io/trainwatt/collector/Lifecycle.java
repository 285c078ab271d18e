package io.trainwatt.collector;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.trainwatt.collector.grid.GridConfig;
import io.trainwatt.collector.live.LiveConfig;
import io.trainwatt.collector.live.LiveView;
import io.trainwatt.collector.live.rest.LiveHub;
import io.trainwatt.collector.metrics.Meters;
import io.trainwatt.collector.metrics.ServiceState;
import io.trainwatt.collector.sink.influx.InfluxConfig;
import io.trainwatt.collector.sink.route.RoutesConfig;
import io.trainwatt.collector.sink.route.courier.Links;
import io.trainwatt.collector.stage.Stages;
import io.trainwatt.pipeline.TopicsUnavailable;
import io.trainwatt.pipeline.TrainwattTopology;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.KafkaException;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Start and end of the service. The start checks the settings and returns; what needs the broker
 * follows on a timer thread as soon as the broker answers.
 */
@Singleton
final class Lifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);
  private static final Duration TURN = Duration.ofSeconds(2);
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);
  private static final Duration JOIN_LIMIT = Duration.ofSeconds(6);

  private final CollectorSettings settings;
  private final KafkaSettings kafka;
  private final LiveConfig liveConfig;
  private final LiveView view;
  private final LiveHub hub;
  private final Stages stages;
  private final Meters meters;
  private final Topics topics;
  private final TrainwattTopology topology;
  private final StallWatch stalls;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread =
      Thread.ofPlatform().daemon().name("trainwatt-lifecycle").unstarted(this::run);
  private Optional<InfluxConfig> influx = Optional.empty();
  private RoutesConfig routes =
      new RoutesConfig(new Links(Optional.empty(), Optional.empty()), List.of());
  private GridConfig grid = GridConfig.none(Duration.ofDays(1));
  private volatile @Nullable BrokerProbe probe;
  private volatile @Nullable Engine engine;
  private volatile Optional<String> waitingFor = Optional.of("the start");

  @Inject
  Lifecycle(
      CollectorSettings settings,
      KafkaSettings kafka,
      LiveConfig liveConfig,
      LiveView view,
      LiveHub hub,
      Stages stages,
      Meters meters,
      Topics topics,
      TrainwattTopology topology) {
    this.settings = settings;
    this.kafka = kafka;
    this.liveConfig = liveConfig;
    this.view = view;
    this.hub = hub;
    this.stages = stages;
    this.meters = meters;
    this.topics = topics;
    this.topology = topology;
    this.stalls = new StallWatch(Wiring.stallAfter(settings.streams()));
  }

  void onStart(@Observes StartupEvent event, Config config) {
    refuseUnknown(config);
    influx = Wiring.influxConfig(settings.influx());
    routes = Wiring.routesConfig(settings.routes());
    grid = Wiring.gridConfig(settings.grid());
    thread.start();
  }

  void onStop(@Observes ShutdownEvent event) {
    stopping.countDown();
    joinThread();
    Engine running = engine;
    if (running != null) {
      running.close();
    }
    BrokerProbe asking = probe;
    if (asking != null) {
      asking.close();
    }
  }

  /** What runs, once it does. */
  Optional<Engine> engine() {
    return Optional.ofNullable(engine);
  }

  /** What keeps the service from its work, in words; empty while it works. */
  Optional<String> waitingFor() {
    return waitingFor;
  }

  /** What stands still although nothing failed, with what to do; empty while all moves. */
  Optional<String> stalled() {
    return stalls.problem();
  }

  /** Whether this instance does all of its work. */
  boolean ready() {
    return waitingFor.isEmpty()
        && stalls.problem().isEmpty()
        && view.caughtUp()
        && engine()
            .filter(running -> running.streams().working())
            .filter(running -> running.follower().problem().isEmpty())
            .isPresent();
  }

  private void refuseUnknown(Config config) {
    List<String> names = new ArrayList<>();
    StreamSupport.stream(config.getPropertyNames().spliterator(), false).forEach(names::add);
    SettingNames known = new SettingNames(CollectorSettings.class, CollectorSettings.PREFIX);
    // Variables of the environment show up as keys as well, ours and others' alike.
    names.removeIf(name -> System.getenv().containsKey(SettingNames.variable(name)));
    List<String> unknown = known.unknownKeys(names);
    if (!unknown.isEmpty()) {
      throw new WrongSettings(unknown);
    }
  }

  private void joinThread() {
    try {
      thread.join(JOIN_LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    long heartbeat = System.nanoTime();
    try {
      do {
        turn();
        if (System.nanoTime() - heartbeat >= HEARTBEAT.toNanos()) {
          hub.heartbeat();
          heartbeat = System.nanoTime();
        }
      } while (!stopping.await(TURN.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void turn() {
    try {
      BrokerProbe asking = probe;
      if (asking == null) {
        asking = new BrokerProbe(kafka);
        probe = asking;
      }
      asking.ask();
      Optional<String> waiting = asking.problem();
      if (engine == null && waiting.isEmpty()) {
        waiting = begin();
      }
      if (engine != null && waiting.isEmpty()) {
        watch(asking, engine.streams());
      }
      say(waiting.or(asking::unclear));
      meters.refresh(serviceState());
    } catch (KafkaException | TopicsUnavailable e) {
      say(Optional.of(String.valueOf(e.getMessage())));
    } catch (RuntimeException e) {
      LOG.error("the collector cannot begin and keeps trying", e);
      waitingFor = Optional.of(e.toString());
    }
  }

  private void watch(BrokerProbe asking, StreamsRunner streams) {
    Optional<String> before = stalls.problem();
    asking
        .reaches(settings.streams().applicationId(), streams.partitions())
        .ifPresent(reaches -> stalls.observe(streams.idle(), reaches, System.nanoTime()));
    if (stalls.problem().isEmpty() && before.isPresent()) {
      LOG.info("the topology goes on");
    } else if (before.isEmpty()) {
      stalls.problem().ifPresent(what -> LOG.warn("the topology stands still: {}", what));
    }
  }

  private void say(Optional<String> waiting) {
    if (waiting.isPresent() && !waiting.equals(waitingFor)) {
      LOG.warn("waiting: {}", waiting.get());
    }
    waitingFor = waiting;
  }

  private ServiceState serviceState() {
    Map<String, Boolean> sinks = new TreeMap<>();
    engine()
        .flatMap(Engine::influx)
        .ifPresent(sink -> sinks.put("influx", sink.problem().isEmpty()));
    engine()
        .map(running -> running.routes().states())
        .orElse(List.of())
        .forEach(route -> sinks.put("route." + route.name(), route.problem().isEmpty()));
    engine()
        .flatMap(Engine::grid)
        .ifPresent(feed -> feed.states().forEach((name, ok) -> sinks.put("grid." + name, ok)));
    return new ServiceState(
        engine()
            .map(running -> running.streams().state().name().toLowerCase(Locale.ROOT))
            .orElse("none"),
        engine().map(running -> running.streams().lag()).orElse(0.0),
        ready(),
        sinks,
        hub.clients());
  }

  private Optional<String> begin() {
    Optional<String> unusable = topics.prepare();
    if (unusable.isPresent()) {
      return unusable;
    }
    view.listen(new CohortFeed(view, topology.cohorts()));
    StreamsRunner streams =
        new StreamsRunner(
            topology,
            kafka.clientSettings(),
            StateDirectory.of(settings.streams().stateDirectory()));
    Engine begun =
        new Engine(
            streams, kafka, liveConfig, view, influx, routes, grid, stages, Clock.systemUTC());
    begun.start();
    engine = begun;
    LOG.info("reading from {}", kafka.bootstrapServers());
    influx.ifPresent(sink -> LOG.info("writing to {}", sink));
    if (!routes.routes().isEmpty()) {
      LOG.info("telling of alerts by {}", routes);
    }
    return Optional.empty();
  }
}
