package io.trainwatt.collector;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trainwatt.collector.live.LiveView;
import io.trainwatt.collector.live.report.Json;
import io.trainwatt.collector.live.report.RunReport;
import io.trainwatt.collector.live.rest.Problem;
import io.trainwatt.collector.recount.Differences;
import io.trainwatt.collector.recount.Recount;
import io.trainwatt.events.account.Account;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.apache.kafka.common.KafkaException;

/** A run's report made once more from the log. One at a time: it reads all of it. */
@Path("/api/v1/runs/{run}/recount")
public final class RecountResource {
  private final LiveView view;
  private final KafkaSettings kafka;
  private final CollectorSettings settings;
  private final Semaphore turn = new Semaphore(1);

  /**
   * The report, and how it compares with the account as it stands.
   *
   * @param differs names of what differs; empty where every figure is the same to the byte
   * @param oldestSampleAt of the log: energy of before is in it as far as counters tell, at one
   *     time
   */
  record Recounted(
      RunReport report, List<String> differs, long records, Optional<String> oldestSampleAt) {}

  @Inject
  RecountResource(LiveView view, KafkaSettings kafka, CollectorSettings settings) {
    this.view = view;
    this.kafka = kafka;
    this.settings = settings;
  }

  /** Of one run, by its id or the newest of that name. */
  @GET
  @RunOnVirtualThread
  public Response recount(@PathParam("run") String run) {
    if (!view.caughtUp()) {
      throw Problem.notYet("this collector is still reading the results", "try again in a second");
    }
    Account.OfRun account =
        view.read(state -> state.run(run))
            .orElseThrow(
                () ->
                    Problem.notFound(
                        "no run has the id or name \"" + run + "\"",
                        "GET /api/v1/runs, or trainwatt runs, lists them"));
    if (!turn.tryAcquire()) {
      throw Problem.notYet("another run is being recounted", "try again when it is done");
    }
    try {
      Recount.Outcome outcome =
          Recount.of(account, kafka.clientSettings(), Wiring.carbon(settings.grid()));
      // What came meanwhile is in both, or in neither.
      Account.OfRun now = view.read(state -> state.runOfId(account.run())).orElse(account);
      Recounted answer =
          new Recounted(
              view.read(state -> RunReport.of(state, outcome.account())),
              Differences.of(now, outcome.account()),
              outcome.records(),
              outcome
                  .oldestSampleMicros()
                  .map(micros -> Instant.EPOCH.plusNanos(micros * 1_000))
                  .map(Instant::toString));
      return Response.ok(Json.bytes(answer), MediaType.APPLICATION_JSON).build();
    } catch (KafkaException e) {
      throw Problem.notYet("the broker does not answer: " + e.getMessage(), "/q/health says more");
    } finally {
      turn.release();
    }
  }
}
