package io.trainwatt.collector.sink.route;

import io.trainwatt.collector.sink.deadletter.DeadLetters;
import io.trainwatt.collector.sink.route.courier.Couriers;
import io.trainwatt.collector.sink.route.notice.Delivery;
import io.trainwatt.collector.sink.route.notice.Notice;
import io.trainwatt.collector.sink.route.notice.Told;
import io.trainwatt.collector.stage.Stages;
import io.trainwatt.events.account.Subject;
import io.trainwatt.events.alert.Alert;
import io.trainwatt.events.alert.Severity;
import io.trainwatt.events.quantity.Energy;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** All routes of this instance. */
public final class Routes implements AutoCloseable {
  private final List<RouteSink> sinks;
  private final Clock clock;

  /**
   * Opens a consumer and a courier for each; none tells anything before {@link #start}.
   *
   * @param clientSettings how the broker is reached
   */
  public Routes(
      RoutesConfig config,
      Silences silences,
      Map<String, Object> clientSettings,
      DeadLetters deadLetters,
      Stages stages,
      Clock clock) {
    this.clock = clock;
    this.sinks =
        config.routes().stream()
            .map(
                route ->
                    new RouteSink(
                        route,
                        Couriers.of(route.receiver(), config.links(), clock),
                        silences,
                        clientSettings,
                        deadLetters,
                        stages))
            .toList();
  }

  /**
   * How a route does.
   *
   * @param telling whether this instance tells; the others stand by
   * @param problem what keeps it from telling; absent while it tells
   */
  public record State(String name, String receiver, boolean telling, Optional<String> problem) {}

  /** Begins to tell. */
  public void start() {
    sinks.forEach(RouteSink::start);
  }

  /** All of them, in the file's order. */
  public List<State> states() {
    return sinks.stream()
        .map(
            sink ->
                new State(
                    sink.config().name(),
                    sink.config().receiver().getClass().getSimpleName().toLowerCase(Locale.ROOT),
                    sink.telling(),
                    sink.problem()))
        .toList();
  }

  /**
   * Brings an invented alert to a route's receiver, past matchers, groups and silences.
   *
   * @return absent where there is no such route
   */
  public Optional<Delivery> test(String name) throws InterruptedException {
    for (RouteSink sink : sinks) {
      if (sink.config().name().equals(name)) {
        return Optional.of(sink.bring(invented(name)));
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    sinks.forEach(RouteSink::end);
    sinks.forEach(RouteSink::close);
  }

  private Notice invented(String route) {
    long now = Math.multiplyExact(clock.millis(), 1_000L);
    Alert alert =
        new Alert(
            "routetest" + now,
            "RouteTest",
            new Subject.OfRun("route-test"),
            Severity.INFO,
            now,
            OptionalLong.empty(),
            "somebody tries whether alerts arrive by route " + route,
            "nothing: this is no real alert",
            Energy.ZERO,
            0,
            Map.of(),
            "docs/how-to/route-alerts.md",
            1,
            now,
            Map.of("run", "route-test"));
    return new Notice(
        route, Map.of("subject", "run/route-test"), List.of(new Told(alert, true)), 0);
  }
}
