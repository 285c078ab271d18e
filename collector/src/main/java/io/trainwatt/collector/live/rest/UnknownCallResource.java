package io.trainwatt.collector.live.rest;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;

/** Every other path below {@code /api}: 404 in the same form as the rest. */
@Path("/api/{path:.*}")
public final class UnknownCallResource {

  /** Always 404. */
  @GET
  public Response unknown(@PathParam("path") String path) {
    return Problem.unknownCall("/api/" + path).getResponse();
  }
}
