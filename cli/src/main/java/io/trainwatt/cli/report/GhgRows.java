package io.trainwatt.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Purchased electricity as the GHG Protocol's Scope 2 Guidance wants it: location-based and
 * market-based beside each other and never netted, one row a factor. What is marginal or embodied
 * is not scope 2 and not here.
 */
public final class GhgRows {
  private static final List<String> METHODS = List.of("location-based", "market-based");

  private GhgRows() {}

  /** Lays the rows out as CSV. */
  public static String of(RunFile run) {
    Csv csv = new Csv();
    csv.row(
        List.of(
            "scope",
            "method",
            "run_id",
            "run_name",
            "from",
            "to",
            "zone",
            "it_electricity_kwh",
            "pue",
            "electricity_kwh",
            "factor_g_co2e_per_kwh",
            "co2e_kg",
            "plus_minus_kg_k2",
            "energy_quality",
            "factor_source",
            "assumed"));
    for (String method : METHODS) {
      JsonNode figure = run.carbon(method);
      for (JsonNode factor : figure.path("factors")) {
        csv.row(row(run, method, figure, factor));
      }
    }
    return csv.toString();
  }

  private static List<String> row(RunFile run, String method, JsonNode figure, JsonNode factor) {
    double itEnergy = FigureTable.kilowattHours(factor.path("microjoules").asLong());
    double energy = itEnergy * factor.path("pue").asDouble();
    double kilograms = energy * factor.path("gramsPerKilowattHour").asDouble() / 1_000;
    double all = figure.path("grams").asDouble() / 1_000;
    double band = figure.path("plusMinusGrams").asDouble() / 1_000;
    return List.of(
        "2",
        method,
        run.id(),
        run.name(),
        run.run().path("startedAt").asText(),
        run.run().path("endedAt").asText(run.run().path("asOf").asText()),
        factor.path("zone").asText(),
        number(itEnergy),
        number(factor.path("pue").asDouble()),
        number(energy),
        number(factor.path("gramsPerKilowattHour").asDouble()),
        number(kilograms),
        number(all == 0 ? 0 : band * kilograms / all),
        FigureTable.qualities(run),
        factor.path("source").asText(),
        assumed(factor));
  }

  private static String assumed(JsonNode factor) {
    List<String> assumed = new ArrayList<>();
    if (factor.path("assumed").asBoolean()) {
      assumed.add("factor");
    }
    if (factor.path("pueAssumed").asBoolean()) {
      assumed.add("pue");
    }
    return String.join(" and ", assumed);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.9g", value);
  }
}
