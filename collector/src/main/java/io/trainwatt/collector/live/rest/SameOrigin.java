package io.trainwatt.collector.live.rest;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Refuses calls that change something if a browser makes them for a page of somewhere else: that
 * page's reader may reach a collector that the page itself cannot. Programs send neither header.
 */
final class SameOrigin {
  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
  private static final Set<String> OWN = Set.of("same-origin", "none");

  @ServerRequestFilter
  Optional<Response> refuse(ContainerRequestContext request) {
    if (READING.contains(request.getMethod())) {
      return Optional.empty();
    }
    return isOwn(
            header(request, "Sec-Fetch-Site"),
            header(request, "Origin"),
            header(request, "X-Forwarded-Host").or(() -> header(request, "Host")))
        ? Optional.empty()
        : Optional.of(Problem.elsewhere().getResponse());
  }

  /**
   * Whether a request is of this page's own, or of no page at all.
   *
   * @param site what the browser says of where it comes from, on https and localhost alone
   * @param origin of the page, which browsers send with whatever isn't a plain read
   * @param host that the browser asked, as far as is known
   */
  static boolean isOwn(Optional<String> site, Optional<String> origin, Optional<String> host) {
    return site.map(OWN::contains)
        .orElseGet(() -> origin.map(SameOrigin::authority).equals(host) || origin.isEmpty());
  }

  private static String authority(String origin) {
    try {
      return Optional.ofNullable(URI.create(origin).getAuthority()).orElse("");
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static Optional<String> header(ContainerRequestContext request, String name) {
    return Optional.ofNullable(request.getHeaderString(name))
        .map(value -> value.toLowerCase(Locale.ROOT));
  }
}
