package io.trainwatt.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trainwatt.cli.console.Json;

/**
 * Software Carbon Intensity (ISO/IEC 21031:2024): (E x I + M) per R. I is location-based, as the
 * standard asks: certificates and agreements do not lower it.
 */
public final class SciReport {
  private static final String STANDARD = "ISO/IEC 21031:2024, Software Carbon Intensity 1.1";

  private SciReport() {}

  /** Lays the score out for each unit of work that is known. */
  public static ObjectNode of(RunFile run) {
    ObjectNode sci = Json.object();
    sci.put("standard", STANDARD);
    sci.put("formula", "SCI = (E * I + M) per R");
    sci.set("run", run.run().deepCopy());
    JsonNode located = run.carbon("location-based");
    JsonNode embodied = run.carbon("embodied");
    double energy = 0;
    double grams = 0;
    for (JsonNode factor : located.path("factors")) {
      double kilowattHours =
          FigureTable.kilowattHours(factor.path("microjoules").asLong())
              * factor.path("pue").asDouble();
      energy += kilowattHours;
      grams += kilowattHours * factor.path("gramsPerKilowattHour").asDouble();
    }
    ObjectNode e = sci.putObject("E");
    e.put("kilowattHours", energy);
    e.put("boundary", "the devices in the run's total, with its idle share, times PUE");
    e.put("quality", FigureTable.qualities(run));
    ObjectNode i = sci.putObject("I");
    if (energy > 0) {
      // As many digits as factors have: the sums are of rounded numbers.
      i.put("gramsPerKilowattHour", Math.round(grams / energy * 1e6) / 1e6);
    }
    i.set("factors", located.path("factors").deepCopy());
    ObjectNode m = sci.putObject("M");
    boolean known = embodied.has("grams");
    if (known) {
      m.put("grams", embodied.path("grams").asDouble());
    } else {
      m.put("absent", "no embodied emissions are known of the devices: set them for the nodes");
    }
    sci.put("complete", known && located.has("grams"));
    ObjectNode score = sci.putObject("score");
    if (located.has("grams")) {
      double all = located.path("grams").asDouble() + embodied.path("grams").asDouble(0);
      score.put("gramsPerRun", all);
      per(score, "gramsPerStep", all, run.report().path("progress").path("steps"));
      per(score, "gramsPerMillionTokens", all * 1e6, run.report().path("progress").path("tokens"));
      per(score, "gramsPerSample", all, run.report().path("progress").path("samples"));
    }
    sci.put(
        "recompute",
        "E and I from co2[] of --format json where method is location-based; R from progress");
    return sci;
  }

  private static void per(ObjectNode score, String name, double grams, JsonNode count) {
    if (count.asLong() > 0) {
      score.put(name, grams / count.asLong());
    }
  }
}
