package io.trainwatt.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainwatt.broker.KafkaBroker;
import io.trainwatt.collector.fixture.CollectorProcess;
import io.trainwatt.collector.fixture.Fleet;
import io.trainwatt.collector.fixture.GridServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A provider and a file through a real broker and two collectors into an account, and back. */
final class GridIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final double MICROJOULES_PER_KILOWATT_HOUR = 3.6e12;
  // Of the hour in which the fleet's clock begins.
  private static final String HALF_HOURS =
      """
      {"data":[
       {"from":"2026-11-22T19:00Z","to":"2026-11-22T19:30Z","intensity":{"actual":100}},
       {"from":"2026-11-22T19:30Z","to":"2026-11-22T20:00Z","intensity":{"actual":-7}}]}
      """;

  @TempDir Path dir;

  private void contract(int grams) throws IOException {
    Files.writeString(
        dir.resolve("factors.csv"),
        """
        zone,name,kind,from,to,gramsPerKilowattHour,coveredPercent,cluster
        DE,wind park,contract,2026-11-22T00:00:00Z,2026-11-23T00:00:00Z,%d,40,local
        """
            .formatted(grams));
  }

  private static double grams(CollectorProcess collector, String method) throws Exception {
    for (JsonNode figure : collector.json("/api/v1/runs/whole").path("co2")) {
      if (figure.path("method").asText().equals(method)) {
        return figure.path("grams").asDouble();
      }
    }
    return Double.NaN;
  }

  @Test
  void whatProvidersAndFilesSayReachesTheAccountAndTheLogGivesTheSameOnceMore() throws Exception {
    contract(0);
    try (GridServer server = new GridServer(asked -> GridServer.Answer.ok(HALF_HOURS));
        KafkaBroker broker = KafkaBroker.startOnFreePort(dir.resolve("broker"))) {
      Path file =
          Files.writeString(
              dir.resolve("grid.yaml"),
              """
              ukCarbonIntensity: {zone: DE, url: "%s"}
              files: [factors.csv]
              tariffs:
                - {name: flat, zone: DE, currency: EUR, timeZone: UTC, price: 0.25}
              """
                  .formatted(server.url()));
      Map<String, String> settings = Map.of("TRAINWATT_GRID_FILE", file.toString());
      try (CollectorProcess one =
              CollectorProcess.start(dir.resolve("one"), broker.bootstrapServers(), settings);
          CollectorProcess two =
              CollectorProcess.start(dir.resolve("two"), broker.bootstrapServers(), settings)) {
        await().atMost(PATIENCE).until(() -> one.ready() && two.ready());
        try (Fleet fleet = new Fleet(broker.bootstrapServers())) {
          fleet.introduce();
          fleet.tick(40);
          fleet.end();
          double kilowattHours = fleet.runMicrojoules() / MICROJOULES_PER_KILOWATT_HOUR;

          await()
              .atMost(PATIENCE)
              .untilAsserted(
                  () -> {
                    assertThat(grams(one, "location-based"))
                        .isEqualTo(kilowattHours * 100, within(1e-6));
                    // 40 % of it at 0 g, the rest at the grid's mean.
                    assertThat(grams(two, "market-based"))
                        .isEqualTo(kilowattHours * 60, within(1e-6));
                  });
          assertThat(one.json("/api/v1/runs/whole").at("/cost/0/amount").asDouble())
              .isEqualTo(kilowattHours * 0.25, within(1e-6));

          contract(50);

          await()
              .atMost(PATIENCE)
              .untilAsserted(
                  () ->
                      assertThat(grams(one, "market-based"))
                          .isEqualTo(kilowattHours * 80, within(1e-6)));
          JsonNode report = one.json("/api/v1/runs/whole");
          assertThat(report.at("/restated/microjoules").asLong()).isEqualTo(fleet.runMicrojoules());
        }
        JsonNode recount = one.json("/api/v1/runs/whole/recount");
        assertThat(recount.path("differs")).as("%s", recount).isEmpty();
        assertThat(recount.at("/report/energy/totalMicrojoules").asLong())
            .isEqualTo(40 * Fleet.RUN_MICROJOULES_A_TICK);
        // One of the two asks, and says what it would not believe. While both start, it changes
        // hands.
        assertThat(one.json("/api/v1/books").toString() + two.json("/api/v1/books"))
            .contains("grid.feed.uk-carbon-intensity DE");
        assertThat(List.of(one.output(), two.output()))
            .filteredOn(said -> said.contains("2026-11-22T19:30:00Z: an intensity of -7 g/kWh"))
            .isNotEmpty();
      }
    }
  }
}
