package io.trainwatt.collector.live.rest;

import io.trainwatt.collector.live.report.Json;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.Serial;

/** A request that cannot be answered, with what to do about it. */
public final class Problem extends WebApplicationException {
  @Serial private static final long serialVersionUID = 1L;

  private record Body(String error, String remedy) {}

  private Problem(String error, Response response) {
    super(error, response);
  }

  /** 404. */
  public static Problem notFound(String error, String remedy) {
    return new Problem(error, response(404, error, remedy).build());
  }

  static Problem unknownCall(String path) {
    return notFound("there is no call " + path, "docs/reference/rest-api.md lists the calls");
  }

  /** 400. */
  public static Problem wrongUse(String error, String remedy) {
    return new Problem(error, response(400, error, remedy).build());
  }

  static Problem elsewhere() {
    String error = "this call was made by a page of another host";
    return new Problem(
        error,
        response(403, error, "make it on the collector's own page, or by a program").build());
  }

  /** 421: the request was for somebody else. */
  public static Problem misdirected(String host) {
    String error = "this collector is not called " + host;
    return new Problem(
        error,
        response(
                421,
                error,
                "ask for localhost or an address, or add the name to trainwatt.http.names")
            .build());
  }

  /** 503, worth another try in a second. */
  public static Problem notYet(String error, String remedy) {
    return new Problem(error, response(503, error, remedy).header("Retry-After", 1).build());
  }

  private static Response.ResponseBuilder response(int status, String error, String remedy) {
    return Response.status(status)
        .type(MediaType.APPLICATION_JSON_TYPE)
        .entity(Json.bytes(new Body(error, remedy)));
  }
}
