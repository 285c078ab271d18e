package io.trainwatt.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainwatt.broker.KafkaBroker;
import io.trainwatt.cli.Assembled.Done;
import io.trainwatt.cli.console.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A real stack on free ports, in a folder of its own, as a node that no other test is. */
record LocalStackFixture(Assembled trainwatt, int httpPort, int kafkaPort) {

  static LocalStackFixture in(Path folder) throws IOException {
    int http = KafkaBroker.freePort();
    int kafka = KafkaBroker.freePort();
    return new LocalStackFixture(
        new Assembled(
            folder,
            Map.of(
                "TRAINWATT_DATA_DIR", folder.resolve("data").toString(),
                "TRAINWATT_HTTP_PORT", Integer.toString(http),
                "TRAINWATT_KAFKA_PORT", Integer.toString(kafka),
                "TRAINWATT_SOCKET", folder.resolve("agent.sock").toString(),
                "TRAINWATT_LOCK_DIR", folder.toString(),
                "TRAINWATT_NODE_NAME", "it-" + ProcessHandle.current().pid() + "-" + http)),
        http,
        kafka);
  }

  Path socket() {
    return trainwatt.folder().resolve("agent.sock");
  }

  /** How a part is, as {@code status --json} has it. */
  JsonNode part(String name) throws IOException, InterruptedException {
    for (JsonNode part : status().path("parts")) {
      if (part.path("part").asText().equals(name)) {
        return part;
      }
    }
    throw new AssertionError("no part " + name);
  }

  JsonNode status() throws IOException, InterruptedException {
    return Json.read(trainwatt.run("status", "--json").text());
  }

  /** A run's report; nothing known yet is an empty object. */
  JsonNode report(String run) throws IOException, InterruptedException {
    Done done = trainwatt.run("report", run, "--format", "json");
    return done.exitCode() == 0 ? Json.read(done.text()) : Json.object();
  }
}
