package io.trainwatt.cli.report;

import java.util.List;
import java.util.OptionalDouble;

/** A report as rows for a spreadsheet: one a figure, numbers in full. */
public final class CsvReport {
  private CsvReport() {}

  /** Lays a report out. */
  public static String of(RunFile run) {
    Csv csv = new Csv();
    csv.row(
        List.of(
            "run_id",
            "run_name",
            "as_of",
            "figure",
            "value",
            "unit",
            "plus_minus_k2",
            "quality",
            "method",
            "recompute"));
    for (FigureRow row : FigureTable.of(run)) {
      csv.row(
          List.of(
              run.id(),
              run.name(),
              run.run().path("asOf").asText(),
              row.figure(),
              number(row.value()),
              row.unit(),
              number(row.plusMinus()),
              row.quality(),
              row.method(),
              row.recompute()));
    }
    return csv.toString();
  }

  private static String number(OptionalDouble value) {
    return value.isPresent() ? number(value.getAsDouble()) : "";
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
