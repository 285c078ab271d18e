package io.trainwatt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainwatt.cli.console.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConformCommandTest {
  private static final String VECTOR =
      """
      { "name": "steady", "source": { "kind": "counter", "powerBoundMilliwatts": 500000 },
        "readings": [ { "atMillis": 0, "value": 1000 }, { "atMillis": 1000, "value": 5000 } ],
        "expect": { "countedMicrojoules": 4000, "integratedMicrojoules": 0, "filledMicrojoules": 0, "uncoveredMillis": 0, "events": [] } }
      """;

  @TempDir private Path folder;
  private final InProcess said = new InProcess();

  @Test
  void theProjectsOwnVectorsAreMet() {
    int exit = conform(Path.of(System.getProperty("trainwatt.root"), "conformance").toString());

    assertThat(exit).isZero();
    assertThat(said.facts()).matches("\\d{3} vectors, all met: 0 µJ of difference\n");
  }

  @Test
  void whatDiffersIsToldWithItsDifference() throws IOException {
    int exit = conform(file(VECTOR.replace("4000", "4007")));

    assertThat(exit).isEqualTo(1);
    assertThat(said.facts())
        .contains("differs  steady (")
        .contains("countedMicrojoules: expected 4007, got 4000, off by -7\n")
        .endsWith("1 vectors: 0 equal, 1 differ, 0 invalid\n");
  }

  @Test
  void asJsonItIsToldFieldByField() throws IOException {
    int exit = conform("--json", file("[" + VECTOR.replace("[] }", "[\"wrap\"] }") + "]"));

    assertThat(exit).isEqualTo(1);
    JsonNode all = Json.read(said.facts());
    JsonNode vector = all.path("vectors").path(0);
    assertThat(all.path("differs").asInt()).isEqualTo(1);
    assertThat(vector.path("name").asText()).isEqualTo("steady");
    assertThat(vector.path("expected").path("events").path(0).asText()).isEqualTo("wrap");
    assertThat(vector.path("actual").path("countedMicrojoules").asLong()).isEqualTo(4000);
    assertThat(vector.path("difference").path("countedMicrojoules").asLong()).isZero();
  }

  @Test
  void anInvalidVectorNamesItselfAndItsField() throws IOException {
    int exit = conform(file(VECTOR.replace("1000 }, {", "1e3 }, {")));

    assertThat(exit).isEqualTo(2);
    assertThat(said.facts())
        .contains("invalid  steady (")
        .contains("readings[0].value is not a JSON integer: 1e3");
  }

  @Test
  void aFolderWithoutVectorsIsWrongUse() {
    assertThat(conform(folder.toString())).isEqualTo(2);
    assertThat(said.notes()).contains("no vector in");
  }

  private String file(String json) throws IOException {
    return Files.writeString(folder.resolve("vectors.json"), json).toString();
  }

  private int conform(String... arguments) {
    String[] line = new String[arguments.length + 1];
    line[0] = "conform";
    System.arraycopy(arguments, 0, line, 1, arguments.length);
    return said.run(line);
  }
}
