package io.trainwatt.collector.live.rest;

import io.trainwatt.collector.live.ViewState;
import io.trainwatt.collector.live.report.NodeReport;
import io.trainwatt.collector.live.report.PointReport;
import io.trainwatt.events.account.Account;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** Nodes: all of them, one of them, and what one used over time. */
@Path("/api/v1")
public final class NodesResource {
  private final Answers answers;

  record Nodes(List<NodeReport> nodes) {}

  @Inject
  NodesResource(Answers answers) {
    this.answers = answers;
  }

  /** All, by id. */
  @GET
  @Path("nodes")
  public Response nodes(@Context Request request) {
    return Answers.json(
        request,
        new Nodes(
            answers.read(
                state -> state.nodes().stream().map(node -> NodeReport.of(state, node)).toList())));
  }

  /** One. */
  @GET
  @Path("nodes/{cluster}/{name}")
  public Response node(
      @PathParam("cluster") String cluster,
      @PathParam("name") String name,
      @Context Request request) {
    return Answers.json(
        request, answers.read(state -> NodeReport.of(state, find(state, cluster, name))));
  }

  /** Its points that end after {@code since}. */
  @GET
  @Path("series/nodes/{cluster}/{name}")
  public Response series(
      @PathParam("cluster") String cluster,
      @PathParam("name") String name,
      @QueryParam("since") @DefaultValue("") String since,
      @Context Request request) {
    long after = Since.micros(since);
    return Answers.json(
        request,
        answers.read(
            state -> {
              Account.OfNode found = find(state, cluster, name);
              return new RunsResource.Series(
                  found.subject().key(),
                  state.points(found.subject(), after).stream().map(PointReport::of).toList());
            }));
  }

  private static Account.OfNode find(ViewState state, String cluster, String name) {
    String id = cluster + "/" + name;
    return state
        .node(id)
        .orElseThrow(
            () ->
                Problem.notFound(
                    "no node is called \"" + id + "\"", "GET /api/v1/nodes lists them"));
  }
}
