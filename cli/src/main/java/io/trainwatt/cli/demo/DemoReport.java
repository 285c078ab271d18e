package io.trainwatt.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trainwatt.cli.console.Json;

/** The collector's report, checked once more from outside, with the agent's side beside it. */
final class DemoReport {
  private DemoReport() {}

  /**
   * Adds what was checked here; {@code booksBalance} stays true only if all of it holds.
   *
   * @param report of the run, as REST has it
   * @param books of the collector, as REST has them
   * @param agent what {@link AgentCheck} found
   */
  static ObjectNode of(JsonNode report, JsonNode books, ObjectNode agent) {
    ObjectNode all = Json.object();
    report.properties().forEach(field -> all.set(field.getKey(), field.getValue()));
    ArrayNode checks = all.withArray("books");
    boolean balances = report.path("booksBalance").asBoolean();
    JsonNode energy = report.path("energy");
    long total = energy.path("totalMicrojoules").asLong();
    balances &= check(checks, "sum of byQuality = total", sum(energy.path("byQuality")), total);
    balances &= check(checks, "sum of byComponent = total", sum(energy.path("byComponent")), total);
    JsonNode node = report.path("node");
    balances &=
        check(
            checks,
            "node: attributed + unattributed = measured",
            node.path("attributedMicrojoules").asLong()
                + node.path("unattributedMicrojoules").asLong(),
            node.path("measuredMicrojoules").asLong());
    balances &= check(checks, "run: collector = committed by the agent", agent.path("run"));
    balances &= check(checks, "node: collector = committed by the agent", agent.path("node"));
    balances &= agent.path("equal").asBoolean();
    balances &= fact(checks, "stages of the agent", agent.path("stagesBalance").asBoolean());
    balances &= fact(checks, "stages of the collector", books.path("balances").asBoolean());
    all.set("agent", agent);
    all.set("collector", books);
    all.put("booksBalance", balances);
    return all;
  }

  private static boolean check(ArrayNode checks, String name, JsonNode sides) {
    return check(
        checks,
        name,
        sides.path("collectorMicrojoules").asLong(),
        sides.path("committedMicrojoules").asLong());
  }

  private static boolean check(ArrayNode checks, String name, long left, long right) {
    checks
        .addObject()
        .put("check", name)
        .put("balances", left == right)
        .put("detail", "%d µJ = %d µJ".formatted(left, right));
    return left == right;
  }

  private static boolean fact(ArrayNode checks, String name, boolean balances) {
    checks
        .addObject()
        .put("check", name + ": in = out + held + dropped")
        .put("balances", balances)
        .put("detail", balances ? "every one" : "see its stages");
    return balances;
  }

  private static long sum(JsonNode map) {
    long sum = 0;
    for (JsonNode part : map) {
      sum = Math.addExact(sum, part.asLong());
    }
    return sum;
  }
}
