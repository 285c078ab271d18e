package io.trainwatt.collector;

import io.trainwatt.collector.live.report.Json;
import io.trainwatt.collector.live.rest.Problem;
import io.trainwatt.collector.sink.influx.Backfill;
import io.trainwatt.collector.sink.influx.InfluxSink;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;

/** How far InfluxDB is, and the wish to have all that Kafka keeps written once more. */
@Path("/api/v1/influx")
public final class InfluxResource {
  private final Lifecycle lifecycle;

  /**
   * How far it is.
   *
   * @param records that Kafka keeps
   * @param behind still to be written, by all instances
   * @param partitions the same of each partition
   * @param problem what keeps this instance from writing; absent while it writes
   */
  record State(
      long records, long behind, List<Backfill.Part> partitions, Optional<String> problem) {}

  @Inject
  InfluxResource(Lifecycle lifecycle) {
    this.lifecycle = lifecycle;
  }

  /** How far. */
  @GET
  public Response state() {
    return answer(sink());
  }

  /** Begins anew. Asks for JSON, so that no page of another site can ask a browser to. */
  @POST
  @Path("backfill")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response backfill() {
    Backfill sink = sink();
    try {
      sink.begin();
    } catch (KafkaException e) {
      throw Problem.notYet(String.valueOf(e.getMessage()), "try again");
    }
    return answer(sink);
  }

  private Response answer(Backfill sink) {
    try {
      Backfill.Progress progress = sink.progress();
      return Response.ok(
              Json.bytes(
                  new State(
                      progress.records(),
                      progress.behind(),
                      progress.partitions(),
                      lifecycle.engine().flatMap(Engine::influx).flatMap(InfluxSink::problem))),
              MediaType.APPLICATION_JSON)
          .build();
    } catch (KafkaException e) {
      throw Problem.notYet(String.valueOf(e.getMessage()), "try again");
    }
  }

  private Backfill sink() {
    return lifecycle
        .engine()
        .orElseThrow(
            () ->
                Problem.notYet(
                    "this collector waits for its broker", "/q/health says what it waits for"))
        .backfill()
        .orElseThrow(
            () ->
                Problem.notFound(
                    "this collector writes to no InfluxDB", "set TRAINWATT_INFLUX_URL for it"));
  }
}
