package io.trainwatt.collector.live.rest;

import io.trainwatt.collector.stage.Stages;
import io.trainwatt.events.sample.StageCount;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** What passed each stage of this instance. */
@Path("/api/v1/books")
public final class BooksResource {
  private final Stages stages;

  record Books(List<StageCount> stages, boolean balances) {}

  @Inject
  BooksResource(Stages stages) {
    this.stages = stages;
  }

  /** Since this instance began, and whether in = out + held + dropped in each. */
  @GET
  public Response books(@Context Request request) {
    List<StageCount> counts = stages.counts();
    return Answers.json(request, new Books(counts, counts.stream().allMatch(StageCount::balances)));
  }
}
