package io.trainwatt.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainwatt.cli.console.Json;
import io.trainwatt.cli.console.Refusal;
import io.trainwatt.cli.report.Figures;
import io.trainwatt.cli.rest.CollectorClient.Reply;
import io.trainwatt.cli.stack.Pause;
import java.io.IOException;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "backfill",
    header = "Write all that Kafka keeps to InfluxDB once more.",
    description = {
      "For a database that was lost or is new: days of series, the last state of every run and",
      "node, all alerts. What is there already is overwritten by the same. Waits until it is done."
    },
    footer = {
      "",
      "Example:  trainwatt influx backfill",
      "Settings: TRAINWATT_HTTP_PORT",
      "Exit:     0 all is written, 1 it could not be in time, 3 no collector that writes to InfluxDB"
    })
final class BackfillCommand extends Subcommand {
  private static final Duration LOOK = Duration.ofSeconds(1);

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "How long to wait; ${DEFAULT-VALUE} by default, 0 not at all.")
  long timeout = 3_600;

  @Option(names = "--json", description = "Print facts as JSON.")
  boolean json;

  BackfillCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  public Integer call() throws IOException {
    Reply reply =
        CollectorLookup.ask(
            environment(),
            collector ->
                collector.call(
                    "POST", "/api/v1/influx/backfill", Json.object(), Duration.ofSeconds(30)));
    JsonNode state =
        switch (reply) {
          case Reply.Done(var answer) -> answer;
          case Reply.Not(int status, String error, String remedy) ->
              throw Refusal.missing(error, remedy);
        };
    JsonNode asked = state;
    long left = left(asked, state);
    long end = System.nanoTime() + Duration.ofSeconds(timeout).toNanos();
    while (left > 0 && System.nanoTime() < end) {
      output()
          .live(
              "%s of %s records to go%s"
                  .formatted(
                      Figures.count(left),
                      Figures.count(asked.path("records").asLong()),
                      state.has("problem")
                          ? ": " + AlertsCommand.plain(state.path("problem").asText())
                          : ""));
      Pause.of(LOOK);
      state =
          CollectorLookup.ask(environment(), collector -> collector.get("/api/v1/influx"))
              .orElseThrow(() -> new IOException("the collector no longer writes to InfluxDB"));
      left = left(asked, state);
    }
    output().endLive();
    if (json) {
      output().text(Json.pretty(state));
    } else {
      output()
          .line(
              "%s records, %s of them still to be written"
                  .formatted(Figures.count(asked.path("records").asLong()), Figures.count(left)));
    }
    return left == 0 || timeout == 0 ? 0 : 1;
  }

  /**
   * Of the records that were there when it was asked for, those that are not written yet. What came
   * since does not count: records never stop coming, and the newest always wait for their minute.
   */
  static long left(JsonNode asked, JsonNode now) {
    long left = 0;
    for (JsonNode then : asked.path("partitions")) {
      long end = then.path("end").asLong();
      long written = then.path("written").asLong();
      for (JsonNode one : now.path("partitions")) {
        if (one.path("topic").equals(then.path("topic"))
            && one.path("partition").equals(then.path("partition"))) {
          written = one.path("written").asLong();
        }
      }
      left += Math.max(0, end - written);
    }
    return left;
  }
}
