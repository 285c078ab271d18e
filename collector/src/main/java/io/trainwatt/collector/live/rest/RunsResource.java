package io.trainwatt.collector.live.rest;

import io.trainwatt.collector.live.ViewState;
import io.trainwatt.collector.live.report.PointReport;
import io.trainwatt.collector.live.report.RunReport;
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

/** Runs: all of them, one of them, and what one used over time. */
@Path("/api/v1")
public final class RunsResource {
  private final Answers answers;

  record Runs(List<RunReport> runs) {}

  record Series(String subject, List<PointReport> points) {}

  @Inject
  RunsResource(Answers answers) {
    this.answers = answers;
  }

  /** Newest first, without books. */
  @GET
  @Path("runs")
  public Response runs(@Context Request request) {
    return Answers.json(
        request,
        new Runs(
            answers.read(
                state ->
                    state.runs().stream()
                        .map(run -> RunReport.of(state, run).withoutBooks())
                        .toList())));
  }

  /** One, by its id or the newest of that name. */
  @GET
  @Path("runs/{run}")
  public Response run(@PathParam("run") String run, @Context Request request) {
    return Answers.json(
        request,
        answers.read(
            state -> {
              Account.OfRun found = find(state, run);
              return RunReport.of(state, found).withCurves(found);
            }));
  }

  /** Its points that end after {@code since}. */
  @GET
  @Path("series/runs/{run}")
  public Response series(
      @PathParam("run") String run,
      @QueryParam("since") @DefaultValue("") String since,
      @Context Request request) {
    long after = Since.micros(since);
    return Answers.json(
        request,
        answers.read(
            state -> {
              Account.OfRun found = find(state, run);
              return new Series(
                  found.subject().key(),
                  state.points(found.subject(), after).stream().map(PointReport::of).toList());
            }));
  }

  static Account.OfRun find(ViewState state, String idOrName) {
    return state
        .run(idOrName)
        .orElseThrow(
            () ->
                Problem.notFound(
                    "no run has the id or name \"" + idOrName + "\"",
                    "GET /api/v1/runs, or trainwatt runs, lists them"));
  }
}
