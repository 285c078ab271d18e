package io.trainwatt.collector.live.rest;

import io.smallrye.mutiny.Multi;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import org.jspecify.annotations.Nullable;

/** Server-sent events. */
@Path("/api/v1/live")
public final class LiveResource {
  private static final long RECONNECT_MILLIS = 2_000;

  private final LiveHub hub;

  @Inject
  LiveResource(LiveHub hub) {
    this.hub = hub;
  }

  /**
   * All runs, nodes and alerts, then {@code ready}, then every change.
   *
   * <p>The query's {@code watch} has subjects with commas between, also none: of these whole
   * reports and series, of all else rows. Without it: the whole of everything.
   */
  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  public Multi<OutboundSseEvent> live(@Context Sse sse, @Context HttpServerRequest request) {
    // As a parameter of this method, one that is there but empty would come as one that is not.
    @Nullable String watch = request.getParam("watch");
    Interest interest = watch == null ? Interest.ALL : Interest.in(watch);
    return hub.stream(interest, () -> disconnect(request)).map(event -> written(sse, event));
  }

  private static void disconnect(HttpServerRequest request) {
    // The subscription ends when the connection has; there is nobody to tell of a failure.
    var _ = request.connection().close();
  }

  private static OutboundSseEvent written(Sse sse, LiveHub.Event event) {
    OutboundSseEvent.Builder builder = sse.newEventBuilder();
    if (event.name().isEmpty()) {
      return builder.comment("still here").build();
    }
    return builder
        .name(event.name())
        .reconnectDelay(RECONNECT_MILLIS)
        .data(String.class, event.data())
        .build();
  }
}
