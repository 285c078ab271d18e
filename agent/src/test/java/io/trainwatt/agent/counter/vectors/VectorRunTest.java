package io.trainwatt.agent.counter.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VectorRunTest {
  private static final String WRAP =
      """
      { "name": "rapl-wrap-once", "why": "a 32-bit package counter passes its range between two reads",
        "source": { "kind": "counter", "rangeMicrojoules": 262143328850, "powerBoundMilliwatts": 500000, "refreshMillis": 1, "nominalMillis": 1000 },
        "readings": [ { "atMillis": 0, "value": 262143000000 }, { "atMillis": 1000, "value": 99671089 } ],
        "expect": { "countedMicrojoules": 100000000, "integratedMicrojoules": 0, "filledMicrojoules": 0, "uncoveredMillis": 0, "events": ["wrap"] } }
      """;

  @TempDir private Path folder;

  @Test
  void everyVectorOfTheProjectIsMetToTheMicrojoule() {
    VectorRun run = VectorRun.of(List.of(Reference.CONFORMANCE));

    assertThat(run.results()).hasSizeGreaterThan(200);
    assertThat(run.results()).allMatch(VectorResult.Equal.class::isInstance);
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void everyVectorOfTheProjectHasANameOfItsOwn() {
    VectorRun run = VectorRun.of(List.of(Reference.CONFORMANCE));

    assertThat(run.results()).extracting(VectorResult::name).doesNotHaveDuplicates();
  }

  @Test
  void theReferenceMeetsEveryVectorToo() throws Exception {
    Reference reference = Reference.run(Reference.CONFORMANCE.toString());

    assertThat(reference.output()).endsWith("equal, 0 differs, 0 invalid\n");
    assertThat(reference.exitCode()).isZero();
  }

  @Test
  void aFileMayHoldOneVectorAlone() throws IOException {
    VectorRun run = run(WRAP);

    assertThat(run.results())
        .singleElement()
        .satisfies(result -> assertThat(result.name()).contains("rapl-wrap-once"));
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void oneThatDiffersSaysByHowMuch() throws IOException {
    VectorRun run = run(WRAP.replace("100000000", "100000061").replace("[\"wrap\"]", "[]"));

    assertThat(run.exitCode()).isEqualTo(1);
    VectorResult.Differs differs = (VectorResult.Differs) run.results().getFirst();
    assertThat(differs.actual().minus(differs.expected()))
        .containsEntry("countedMicrojoules", BigInteger.valueOf(-61))
        .containsEntry("uncoveredMillis", BigInteger.ZERO);
    assertThat(differs.actual().lists()).containsEntry("events", List.of("wrap"));
    assertThat(differs.expected().lists()).containsEntry("events", List.of());
  }

  @Test
  void anInvalidVectorIsNamedAndTheOthersStillRun() throws IOException {
    VectorRun run =
        run("[" + WRAP.replace("500000", "500000.5") + "," + WRAP.replace("once", "twice") + "]");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.results().getFirst())
        .isEqualTo(
            new VectorResult.Invalid(
                folder.resolve("vectors.json"),
                Optional.of("rapl-wrap-once"),
                "source.powerBoundMilliwatts is not a JSON integer: 500000.5"));
    assertThat(run.results().getLast()).isInstanceOf(VectorResult.Equal.class);
  }

  @Test
  void aNoteOfItsAuthorIsLetPass() throws IOException {
    assertThat(run(WRAP.replace("\"why\"", "\"note\": { \"seen\": 1.5 }, \"why\"")).exitCode())
        .isZero();
  }

  @Test
  void aFolderIsSearchedForJson() throws IOException {
    Files.createDirectories(folder.resolve("deep/er"));
    Files.writeString(folder.resolve("deep/er/one.json"), WRAP);
    Files.writeString(folder.resolve("notes.txt"), "not a vector");

    assertThat(VectorRun.of(List.of(folder)).results()).hasSize(1);
  }

  @Test
  void whereThereIsNoVectorNothingHasPassed() {
    assertThat(VectorRun.of(List.of(folder)).exitCode()).isEqualTo(2);
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThat(VectorRun.of(List.of(folder.resolve("none.json"))).results())
        .containsExactly(
            new VectorResult.Invalid(
                folder.resolve("none.json"), Optional.empty(), "there is no such file"));
  }

  private VectorRun run(String json) throws IOException {
    Path file = Files.writeString(folder.resolve("vectors.json"), json);
    return VectorRun.of(List.of(file));
  }
}
