package io.trainwatt.agent.counter.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What must make a vector invalid, to the agent and to the reference. */
final class InvalidVectorTest {
  private static final String GOOD =
      "{\"name\": \"good\", \"why\": \"\", \"source\": {\"kind\": \"counter\","
          + " \"rangeMicrojoules\": 262143328850, \"powerBoundMilliwatts\": 500000,"
          + " \"refreshMillis\": 1, \"nominalMillis\": 1000}, \"readings\": [{\"atMillis\": 0,"
          + " \"value\": 7, \"boot\": \"a\"}, {\"atMillis\": 1000, \"error\": \"EIO\"}],"
          + " \"expect\": {\"countedMicrojoules\": 0, \"integratedMicrojoules\": 0,"
          + " \"filledMicrojoules\": 0, \"uncoveredMillis\": 0, \"events\": [\"failedRead\"]}}";

  @TempDir private Path folder;

  @Test
  void theUnspoiltVectorsAreMet() throws Exception {
    Path file = Files.writeString(folder.resolve("good.json"), "[" + GOOD + "," + SEVERAL + "]");

    assertThat(VectorRun.of(List.of(file)).exitCode()).isZero();
    assertThat(Reference.run(file.toString()).exitCode()).isZero();
  }

  /** What is spoilt, with what it becomes; beside it the problem that must be told. */
  private static Map<String, String> spoilt() {
    Map<String, String> spoilt = new TreeMap<>();
    spoil(spoilt, "\"value\": 7", "\"value\": 7.0", "readings[0].value is not a JSON integer: 7.0");
    spoil(spoilt, "\"value\": 7", "\"value\": 7e0", "readings[0].value is not a JSON integer: 7e0");
    spoil(
        spoilt, "\"value\": 7", "\"value\": true", "readings[0].value is not a JSON integer: true");
    spoil(
        spoilt, "\"value\": 7", "\"value\": null", "readings[0].value is not a JSON integer: null");
    spoil(
        spoilt,
        "\"value\": 7",
        "\"value\": \"7\"",
        "readings[0].value is not a JSON integer: \"7\"");
    spoil(spoilt, "\"value\": 7,", "", "readings[0] has neither value nor error");
    spoil(
        spoilt,
        "\"value\": 7",
        "\"values\": 7",
        "readings[0] has the unknown member values: did you mean value?");
    spoil(
        spoilt,
        "\"value\": 7",
        "\"value\": 7, \"value\": 8",
        "readings[0] has the member value twice");
    spoil(
        spoilt,
        "\"error\": \"EIO\"",
        "\"error\": \"EIO\", \"value\": 1.5",
        "readings[1].value is not a JSON integer: 1.5");
    spoil(spoilt, "\"atMillis\": 0,", "", "readings[0] has no atMillis");
    spoil(
        spoilt,
        "\"atMillis\": 0",
        "\"atMillis\": 0.5",
        "readings[0].atMillis is not a JSON integer: 0.5");
    spoil(
        spoilt,
        "\"atMillis\": 0",
        "\"atMillis\": 9223372036854775808",
        "readings[0].atMillis does not fit signed 64 bits");
    spoil(spoilt, "\"boot\": \"a\"", "\"boot\": 1", "readings[0].boot is not a JSON string: 1");
    spoil(
        spoilt,
        "\"kind\": \"counter\"",
        "\"kind\": \"meter\"",
        "source.kind is none of counter, gauge, mean: \"meter\"");
    spoil(spoilt, "\"kind\": \"counter\",", "", "source has no kind");
    spoil(spoilt, " \"powerBoundMilliwatts\": 500000,", "", "source has no powerBoundMilliwatts");
    spoil(spoilt, ": 500000", ": -1", "source.powerBoundMilliwatts is below 0: -1");
    spoil(
        spoilt,
        ": 500000",
        ": " + "9".repeat(5000),
        "source.powerBoundMilliwatts does not fit signed 64 bits");
    spoil(spoilt, "262143328850", "null", "source.rangeMicrojoules is not a JSON integer: null");
    spoil(spoilt, "262143328850", "0", "source.rangeMicrojoules is below 1: 0");
    spoil(
        spoilt,
        "\"refreshMillis\": 1",
        "\"refreshMillis\": -1",
        "source.refreshMillis is below 0: -1");
    spoil(
        spoilt,
        "\"refreshMillis\"",
        "\"refreshMilis\"",
        "source has the unknown member refreshMilis: did you mean refreshMillis?");
    spoil(
        spoilt,
        "\"nominalMillis\": 1000",
        "\"nominalMillis\": 0",
        "source.nominalMillis is below 1: 0");
    spoil(spoilt, "\"name\": \"good\", ", "", "the vector has no name");
    spoil(spoilt, "\"name\": \"good\"", "\"name\": 1", "name is not a JSON string: 1");
    spoil(spoilt, "\"filledMicrojoules\": 0,", "", "expect has no filledMicrojoules");
    spoil(
        spoilt,
        "\"filledMicrojoules\": 0",
        "\"filledMicrojoules\": 0.0",
        "expect.filledMicrojoules is not a JSON integer: 0.0");
    spoil(
        spoilt,
        "[\"failedRead\"]",
        "\"failedRead\"",
        "expect.events is not a JSON array: \"failedRead\"");
    spoil(spoilt, "[\"failedRead\"]", "[1]", "expect.events[0] is not a JSON string: 1");
    spoilt.put("7", "the vector is not a JSON object: 7");
    spoilSeveral(spoilt);
    return spoilt;
  }

  private static void spoilSeveral(Map<String, String> spoilt) {
    several(
        spoilt,
        "\"check\"",
        "\"twin\"",
        "sources.g.role is none of part, overlap, standIn, meter, check: \"twin\"");
    several(spoilt, "\"of\": \"c\"", "\"of\": \"d\"", "sources.g.of names no other source: \"d\"");
    several(spoilt, "\"of\": \"c\"", "\"of\": \"g\"", "sources.g.of names no other source: \"g\"");
    several(spoilt, "\"of\": \"c\"", "\"of\": \"m\"", "sources.g.of names no part: \"m\"");
    several(spoilt, ", \"of\": \"c\"", "", "sources.g has no of");
    several(
        spoilt,
        "\"role\": \"check\"",
        "\"role\": \"meter\"",
        "sources.g.of stands beside the role meter, which is of no other source");
    several(
        spoilt,
        "\"role\": \"check\", \"of\": \"c\"",
        "\"role\": \"meter\"",
        "sources has more than one meter");
    several(
        spoilt,
        "\"role\": \"meter\"",
        "\"rolle\": \"meter\"",
        "sources.m has the unknown member rolle: did you mean role?");
    several(spoilt, "\"m\": []", "\"n\": []", "readings.n belongs to no source");
    several(spoilt, ", \"m\": []", "", "readings has no m");
    several(
        spoilt,
        "\"atMillis\": 5",
        "\"atMillis\": -5",
        "readings.c[1].atMillis is before the one before it");
    several(spoilt, ", \"restMicrojoules\": 0", "", "expect.total has no restMicrojoules");
    several(
        spoilt,
        "\"disagreements\": []",
        "\"disagreements\": [0]",
        "expect.disagreements[0] is not a JSON string: 0");
  }

  private static final String EACH =
      "{\"countedMicrojoules\": 0, \"integratedMicrojoules\": 0, \"filledMicrojoules\": 0,"
          + " \"uncoveredMillis\": 0, \"events\": []}";

  private static final String SEVERAL =
      "{\"name\": \"several\", \"sources\": {\"c\": {\"kind\": \"counter\","
          + " \"powerBoundMilliwatts\": 5}, \"g\": {\"kind\": \"gauge\", \"powerBoundMilliwatts\":"
          + " 5, \"role\": \"check\", \"of\": \"c\"}, \"m\": {\"kind\": \"mean\","
          + " \"powerBoundMilliwatts\": 5, \"role\": \"meter\"}}, \"readings\": {\"c\":"
          + " [{\"atMillis\": 0, \"value\": 7}, {\"atMillis\": 5, \"value\": 7}], \"g\": [], \"m\":"
          + " []}, \"expect\": {\"total\": {\"countedMicrojoules\": 0, \"integratedMicrojoules\": 0,"
          + " \"restMicrojoules\": 0}, \"disagreements\": [], \"sources\": {\"c\": "
          + EACH
          + ", \"g\": "
          + EACH
          + ", \"m\": "
          + EACH
          + "}}}";

  private static void several(Map<String, String> spoilt, String part, String by, String problem) {
    spoil(spoilt, SEVERAL, part, by, problem);
  }

  private static void spoil(Map<String, String> spoilt, String part, String by, String problem) {
    spoil(spoilt, GOOD, part, by, problem);
  }

  private static void spoil(
      Map<String, String> spoilt, String good, String part, String by, String problem) {
    assertThat(good).contains(part);
    spoilt.put(good.replace(part, by), problem);
  }

  @Test
  void eachNamesTheFieldThatIsWrong() throws IOException {
    Path file = writeSpoilt();

    VectorRun run = VectorRun.of(List.of(file));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.results())
        .extracting(result -> ((VectorResult.Invalid) result).problem())
        .containsExactlyElementsOf(spoilt().values());
  }

  @Test
  void theReferenceSaysTheSameOfEach() throws Exception {
    Reference reference = Reference.run(writeSpoilt().toString());

    assertThat(reference.exitCode()).isEqualTo(2);
    assertThat(reference.output().lines().filter(line -> line.startsWith("invalid")))
        .zipSatisfy(
            spoilt().values(), (line, problem) -> assertThat(line).endsWith("): " + problem));
  }

  @Test
  void whatIsNoJsonIsRefusedAsAFile() throws Exception {
    List<String> broken =
        List.of("", "{", "[1,]", GOOD + GOOD, GOOD.replace(": 0", ": 00"), "\"a\u0000b\"");
    for (String text : broken) {
      Path file = Files.writeString(folder.resolve("broken.json"), text);

      assertThat(VectorRun.of(List.of(file)).results())
          .as(text)
          .singleElement()
          .satisfies(result -> assertThat(result.name()).isEmpty());
      assertThat(VectorRun.of(List.of(file)).exitCode()).as(text).isEqualTo(2);
      assertThat(Reference.run(file.toString()).exitCode()).as(text).isEqualTo(2);
    }
  }

  @Test
  void bytesThatAreNotUtf8AreRefused() throws Exception {
    Path file = Files.write(folder.resolve("latin.json"), new byte[] {'"', (byte) 0xE9, '"'});

    assertThat(VectorRun.of(List.of(file)).exitCode()).isEqualTo(2);
    assertThat(Reference.run(file.toString()).exitCode()).isEqualTo(2);
  }

  private Path writeSpoilt() throws IOException {
    return Files.writeString(
        folder.resolve("spoilt.json"), "[" + String.join(",\n", spoilt().keySet()) + "]");
  }
}
