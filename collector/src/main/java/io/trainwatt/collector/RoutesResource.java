package io.trainwatt.collector;

import io.trainwatt.collector.live.report.Json;
import io.trainwatt.collector.live.rest.Problem;
import io.trainwatt.collector.sink.route.Routes;
import io.trainwatt.collector.sink.route.notice.Delivery;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;

/** Routes of this instance, and a way to try one. */
@Path("/api/v1/routes")
public final class RoutesResource {
  private final Lifecycle lifecycle;

  record All(List<Routes.State> routes) {}

  /**
   * How a trial ended.
   *
   * @param outcome delivered, refused or unavailable
   */
  record Trial(String route, String outcome, Optional<String> reason) {}

  @Inject
  RoutesResource(Lifecycle lifecycle) {
    this.lifecycle = lifecycle;
  }

  /** All, in their file's order. */
  @GET
  public Response routes() {
    return Response.ok(Json.bytes(new All(running().states())), MediaType.APPLICATION_JSON).build();
  }

  /**
   * Sends an invented alert. Asks for JSON, so that no page of another site can ask a browser to.
   */
  @POST
  @Path("{name}/test")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response test(@PathParam("name") String name) throws InterruptedException {
    Delivery delivery =
        running()
            .test(name)
            .orElseThrow(
                () ->
                    Problem.notFound(
                        "there is no route \"" + name + "\"", "GET /api/v1/routes lists them"));
    Trial trial =
        switch (delivery) {
          case Delivery.Delivered(Optional<String> remark) -> new Trial(name, "delivered", remark);
          case Delivery.Refused(String reason) -> new Trial(name, "refused", Optional.of(reason));
          case Delivery.Unavailable(String reason, var wait) ->
              new Trial(name, "unavailable", Optional.of(reason));
        };
    return Response.ok(Json.bytes(trial), MediaType.APPLICATION_JSON).build();
  }

  private Routes running() {
    return lifecycle
        .engine()
        .map(Engine::routes)
        .orElseThrow(
            () ->
                Problem.notYet(
                    "this collector waits for its broker", "/q/health says what it waits for"));
  }
}
