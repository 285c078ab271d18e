package io.trainwatt.collector;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.trainwatt.collector.live.rest.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests for a host that the collector isn't. A page on the web whose own name was made
 * to point to this machine would be of the same origin, so that its scripts could read everything;
 * all it cannot choose is the name that the browser asks for. Addresses cannot be pointed anywhere,
 * so they are always taken.
 */
@Singleton
final class HostNames {
  private static final int BEFORE_ALL_ELSE = 10_000;
  private static final int MISDIRECTED = 421;
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[.*]|.*:.*");

  private final Set<String> own;
  private final boolean any;

  @Inject
  HostNames(CollectorSettings settings) {
    this(settings.http().host(), settings.http().names().orElse(List.of()));
  }

  /**
   * @param listensOn address or name of where it listens
   * @param names that users and proxies call it by; with none, all are taken unless it listens on
   *     loopback, which has no name but {@code localhost}
   */
  HostNames(String listensOn, List<String> names) {
    own = names.stream().map(HostNames::normal).collect(Collectors.toUnmodifiableSet());
    any = own.isEmpty() && !isLoopback(normal(listensOn));
  }

  void guard(@Observes Filters filters) {
    filters.register(this::refuseOthers, BEFORE_ALL_ELSE);
  }

  private void refuseOthers(RoutingContext request) {
    @Nullable HostAndPort asked = request.request().authority();
    if (asked == null || isOwn(asked.host())) {
      request.next();
      return;
    }
    Problem problem = Problem.misdirected(asked.host());
    // If the client has gone there is nobody to tell.
    var _ =
        request
            .response()
            .setStatusCode(MISDIRECTED)
            .putHeader("Content-Type", "application/json")
            .end(Buffer.buffer((byte[]) problem.getResponse().getEntity()));
  }

  /** Whether a request for this host, without its port, is for this collector. */
  boolean isOwn(String host) {
    String name = normal(host);
    return any || ADDRESS.matcher(name).matches() || isLoopback(name) || own.contains(name);
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost")
        || host.endsWith(".localhost")
        || host.equals("::1")
        || host.equals("[::1]")
        || (host.startsWith("127.") && ADDRESS.matcher(host).matches());
  }

  private static String normal(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }
}
