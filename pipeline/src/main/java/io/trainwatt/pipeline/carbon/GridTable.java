package io.trainwatt.pipeline.carbon;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The static table of yearly grid means that ships with Trainwatt, from {@code grid-intensity.csv};
 * its credit line and terms lie beside it. Immutable.
 */
public final class GridTable {
  /** The zone that stands in where none was configured. */
  public static final String WORLD = "WORLD";

  private static final String RESOURCE = "grid-intensity.csv";
  private static final BigDecimal MILLIGRAMS_PER_GRAM = BigDecimal.valueOf(1_000);

  private final Map<String, GridMean> zones;
  private final GridMean world;

  private GridTable(Map<String, GridMean> zones, GridMean world) {
    this.zones = Map.copyOf(zones);
    this.world = world;
  }

  /**
   * Reads the table from the class path.
   *
   * @throws IllegalStateException if a row is not five columns or the world mean is missing
   */
  public static GridTable shipped() {
    try (InputStream in = GridTable.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is missing from the build");
      }
      try (BufferedReader rows =
          new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
        return read(rows);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(RESOURCE, e);
    }
  }

  private static GridTable read(BufferedReader rows) throws IOException {
    Map<String, GridMean> zones = new HashMap<>();
    rows.readLine();
    for (String row = rows.readLine(); row != null; row = rows.readLine()) {
      GridMean mean = parse(row);
      zones.put(mean.zone(), mean);
    }
    GridMean world = zones.get(WORLD);
    if (world == null) {
      throw new IllegalStateException(RESOURCE + " has no row " + WORLD);
    }
    return new GridTable(zones, world);
  }

  private static GridMean parse(String row) {
    String[] columns = row.split(",", -1);
    if (columns.length != 5) {
      throw new IllegalStateException(RESOURCE + ": not five columns: " + row);
    }
    long milligrams = new BigDecimal(columns[3]).multiply(MILLIGRAMS_PER_GRAM).longValueExact();
    return new GridMean(
        columns[0],
        columns[1],
        Integer.parseInt(columns[2]),
        milligrams,
        columns[2] + ", " + columns[4]);
  }

  /** The row of a zone. */
  public Optional<GridMean> zone(String zone) {
    return Optional.ofNullable(zones.get(zone));
  }

  /** The mean of the world. */
  public GridMean world() {
    return world;
  }

  /** How many zones the table has. */
  public int size() {
    return zones.size();
  }
}
