package io.trainwatt.collector.sink.route;

import io.trainwatt.collector.sink.route.courier.Links;
import java.util.List;

/**
 * All routes.
 *
 * @param links what every notice links to
 */
public record RoutesConfig(Links links, List<RouteConfig> routes) {
  public RoutesConfig {
    routes = List.copyOf(routes);
  }

  /** Their names alone: receivers are nobody's business. */
  @Override
  public String toString() {
    return routes.stream().map(RouteConfig::name).toList().toString();
  }
}
