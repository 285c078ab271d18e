package io.trainwatt.cli.stack;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainwatt.cli.console.Json;
import io.trainwatt.cli.console.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a data directory's stack was started with, so that another command does not mix it up. */
final class StackFile {
  private StackFile() {}

  private static Path file(StackSettings settings) {
    return settings.dataDir().resolve("stack.json");
  }

  /**
   * Refuses other ports while something of it lives.
   *
   * @throws Refusal if the stack is up elsewhere
   */
  static void agree(StackSettings settings) throws IOException {
    boolean lives =
        java.util.Arrays.stream(Part.values())
            .anyMatch(part -> new PartProcess(part, settings.dataDir()).living().isPresent());
    if (!lives || !Files.exists(file(settings))) {
      return;
    }
    JsonNode kept = Json.read(Files.readString(file(settings), StandardCharsets.UTF_8));
    int http = kept.path("httpPort").asInt();
    int kafka = kept.path("kafkaPort").asInt();
    if (http != settings.httpPort() || kafka != settings.kafkaPort()) {
      throw Refusal.missing(
          "the data directory %s already has a stack, on ports %d (page) and %d (Kafka)"
              .formatted(settings.dataDir(), http, kafka),
          "end it by `trainwatt down`, or set TRAINWATT_DATA_DIR for another one");
    }
  }

  static void write(StackSettings settings) throws IOException {
    Files.writeString(
        file(settings),
        Json.pretty(
            Json.object()
                .put("httpPort", settings.httpPort())
                .put("kafkaPort", settings.kafkaPort())
                .put("cluster", settings.cluster())),
        StandardCharsets.UTF_8);
  }
}
