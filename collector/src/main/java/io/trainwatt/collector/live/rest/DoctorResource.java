package io.trainwatt.collector.live.rest;

import io.trainwatt.collector.live.report.DoctorReport;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;

/** How well all nodes are measured. */
@Path("/api/v1/doctor")
public final class DoctorResource {
  private final Answers answers;

  @Inject
  DoctorResource(Answers answers) {
    this.answers = answers;
  }

  /** What is missing, with its remedy, and how each node is measured. */
  @GET
  public Response doctor(@Context Request request) {
    return Answers.json(request, answers.read(DoctorReport::of));
  }
}
