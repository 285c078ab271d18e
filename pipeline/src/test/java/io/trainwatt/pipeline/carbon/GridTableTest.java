package io.trainwatt.pipeline.carbon;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class GridTableTest {
  private final GridTable table = GridTable.shipped();

  @Test
  void theShippedTableHasCountriesSubregionsAndCloudRegions() {
    assertThat(table.size()).isEqualTo(176);
    assertThat(table.zone("NO")).hasValueSatisfying(zone -> named(zone, "Norway"));
    assertThat(table.zone("US-EGRID-ERCT")).isPresent();
    assertThat(table.zone("GCP:europe-north1")).isPresent();
    assertThat(table.zone("nowhere")).isEmpty();
    assertThat(table.world().milligramsPerKilowattHour()).isEqualTo(473_000);
  }

  private static void named(GridMean zone, String name) {
    assertThat(zone.name()).isEqualTo(name);
  }

  @Test
  void itsCreditLineShipsBesideIt() throws IOException {
    try (var in =
        requireNonNull(GridTable.class.getResourceAsStream("grid-intensity-CREDITS.txt"))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .contains(
              "Ember (CC BY 4.0) via Our World in Data; US EPA eGRID2023;"
                  + " Google region-carbon-info (Apache-2.0)");
    }
  }
}
