package io.trainwatt.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trainwatt.cli.console.Json;
import io.trainwatt.cli.console.Refusal;
import io.trainwatt.cli.report.Figures;
import io.trainwatt.cli.simulate.Simulation;
import io.trainwatt.cli.stack.StackSettings;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.HexFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "simulate",
    header = "Send load from a declared synthetic fleet whose energy is known.",
    description = {
      "For sizing and benchmarks. Every node, device and run says that it is simulated.",
      "Prints the totals that must come of it, to the microjoule."
    },
    footer = {
      "",
      "Example:  trainwatt simulate --nodes 100 --devices 8 --seconds 60 --saturate --json",
      "Settings: TRAINWATT_KAFKA_BOOTSTRAP_SERVERS, else TRAINWATT_KAFKA_PORT",
      "Exit:     0 the broker has all of it, 2 wrong use, 3 no broker, or it has no topics"
    })
final class SimulateCommand extends Subcommand {
  @Option(names = "--nodes", paramLabel = "N", description = "${DEFAULT-VALUE} by default.")
  int nodes = 10;

  @Option(
      names = "--devices",
      paramLabel = "D",
      description = "Of each node; ${DEFAULT-VALUE} by default.")
  int devices = 8;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "Of the fleet's life, a record a node each; ${DEFAULT-VALUE} by default.")
  int seconds = 30;

  @Option(
      names = "--rate",
      paramLabel = "X",
      description = "Seconds of its life a second; 1 by default.")
  double rate = 1;

  @Option(names = "--saturate", description = "As fast as the broker takes it.")
  boolean saturate;

  @Option(names = "--json", description = "Print facts as JSON.")
  boolean json;

  SimulateCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  public Integer call() throws IOException {
    if (nodes < 1 || devices < 1 || seconds < 1 || !(rate > 0)) {
      throw Refusal.wrongUse(
          "--nodes, --devices, --seconds and --rate must be above 0", "see --help");
    }
    String servers =
        environment()
            .getOrDefault(
                "TRAINWATT_KAFKA_BOOTSTRAP_SERVERS",
                StackSettings.of(environment()).bootstrapServers());
    Simulation simulation = new Simulation(servers, nodes, devices, seconds, saturate ? 0 : rate);
    byte[] random = new byte[3];
    new SecureRandom().nextBytes(random);
    ObjectNode facts =
        simulation.run(
            HexFormat.of().formatHex(random),
            second -> output().live("sent %d of %d s".formatted(second, seconds)));
    output().endLive();
    if (json) {
      output().text(Json.pretty(facts));
    } else {
      say(facts);
    }
    return 0;
  }

  private void say(JsonNode facts) {
    output()
        .line(
            "fleet %s: %s records, %s device readings in %s s, %s a second"
                .formatted(
                    facts.path("fleet").asText(),
                    Figures.count(facts.path("records").asLong()),
                    Figures.count(facts.path("deviceReadings").asLong()),
                    Figures.number(facts.path("tookSeconds").asDouble()),
                    Figures.count(Math.round(facts.path("deviceReadingsPerSecond").asDouble()))));
    JsonNode expected = facts.path("expected");
    output()
        .line(
            "expected: %d µJ of all runs, %d µJ of all nodes"
                .formatted(
                    expected.path("allRunsMicrojoules").asLong(),
                    expected.path("allNodesMicrojoules").asLong()));
    for (JsonNode run : expected.path("firstRuns")) {
      output()
          .line(
              "  %s  %d µJ"
                  .formatted(run.path("run").asText(), run.path("totalMicrojoules").asLong()));
    }
  }
}
