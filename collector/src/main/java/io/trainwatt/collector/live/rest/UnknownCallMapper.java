package io.trainwatt.collector.live.rest;

import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** A path that no call has: 404 in the same form as the rest. */
final class UnknownCallMapper {

  @ServerExceptionMapper
  Response unknown(NotFoundException failure, UriInfo uri) {
    return Problem.unknownCall(uri.getPath()).getResponse();
  }
}
