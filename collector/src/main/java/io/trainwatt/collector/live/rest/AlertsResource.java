package io.trainwatt.collector.live.rest;

import io.trainwatt.collector.live.report.AlertReport;
import io.trainwatt.events.alert.Alert;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.function.Predicate;

/** Alerts of all subjects. */
@Path("/api/v1/alerts")
public final class AlertsResource {
  private final Answers answers;

  record Alerts(List<AlertReport> alerts) {}

  @Inject
  AlertsResource(Answers answers) {
    this.answers = answers;
  }

  /** Those that fire, or all that are kept; oldest first. */
  @GET
  public Response alerts(
      @QueryParam("state") @DefaultValue("firing") String wanted, @Context Request request) {
    Predicate<Alert> shown =
        switch (wanted) {
          case "firing" -> Alert::firing;
          case "all" -> alert -> true;
          default ->
              throw Problem.wrongUse("state is \"" + wanted + "\"", "give \"firing\" or \"all\"");
        };
    return Answers.json(
        request,
        new Alerts(
            answers.read(
                state ->
                    state.alerts().stream()
                        .filter(shown)
                        .map(alert -> AlertReport.of(state, alert))
                        .toList())));
  }
}
