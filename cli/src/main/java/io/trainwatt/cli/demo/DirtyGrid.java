package io.trainwatt.cli.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * A made grid, in a zone that no place has: coal for the next 20 hours, wind after that. It is
 * brought as an operator brings one.
 */
final class DirtyGrid {
  private static final String ZONE = "DEMO";
  private static final String FILE = "grid.yaml";
  private static final String FACTORS = "grid-factors.csv";
  // Both are published lifecycle factors of single kinds of plants.
  private static final int COAL = 995;
  private static final int WIND = 26;
  private static final int DIRTY_HOURS = 20;
  private static final int HOURS_BACK = 72;
  private static final int HOURS_AHEAD = 48;

  private DirtyGrid() {}

  /** What agent and collector need to know, as their environment variables. */
  static Map<String, String> settings(Path folder) {
    return Map.of(
        "TRAINWATT_GRID_FILE", folder.resolve(FILE).toString(), "TRAINWATT_NODE_ZONE", ZONE);
  }

  /**
   * Writes it, with three days that have passed and two to come.
   *
   * @throws IOException if it cannot be written
   */
  static void write(Path folder, Instant now) throws IOException {
    StringBuilder rows = new StringBuilder("zone,name,kind,from,to,gramsPerKilowattHour\n");
    Instant hour = now.truncatedTo(ChronoUnit.HOURS);
    for (int i = -HOURS_BACK; i < HOURS_AHEAD; i++) {
      Instant from = hour.plus(i, ChronoUnit.HOURS);
      rows.append(
          "%s,made,average,%s,%s,%d\n"
              .formatted(
                  ZONE, from, from.plus(1, ChronoUnit.HOURS), i < DIRTY_HOURS ? COAL : WIND));
    }
    Files.writeString(folder.resolve(FACTORS), rows, StandardCharsets.UTF_8);
    Files.writeString(
        folder.resolve(FILE), "files: [%s]\n".formatted(FACTORS), StandardCharsets.UTF_8);
  }
}
