package io.trainwatt.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class FormatsTest {
  private final RunFile run = Example.run();
  private final RunFile hostile = Example.named(Example.HOSTILE);

  @Test
  void csvHasARowForEachFigureWithBandQualityMethodAndTheWayToGetItAgain() {
    List<String> rows = CsvReport.of(run).lines().toList();

    assertThat(rows.getFirst()).startsWith("run_id,run_name,as_of,figure,value,unit,plus_minus_k2");
    assertThat(rows.get(1))
        .startsWith(
            "20261127-080000-abc,demo,2026-11-27T10:00:01.000000Z,energy,0.5,kWh,0.025,\"75 % counted, 25 % modelled\",");
    assertThat(rows).anyMatch(row -> row.contains(",\"CO2, location-based\",206.4,g,10.32,"));
    assertThat(rows).anyMatch(row -> row.contains(",cost,0.18,EUR,0.009,"));
    assertThat(rows).anyMatch(row -> row.contains(",water at the site,0.9,l,0.045,"));
    assertThat(rows).anyMatch(row -> row.contains(",\"energy per token, whole\",1.7,J,0.085,"));
  }

  @Test
  void noCellIsRunAsAFormulaAndNoNameBreaksARow() {
    String csv = CsvReport.of(Example.named("=HYPERLINK(\"http://x\")"));
    String lines = CsvReport.of(Example.named("a\"b\nc,d"));

    assertThat(csv).contains(",\"'=HYPERLINK(\"\"http://x\"\")\",").doesNotContain(",=");
    assertThat(lines).contains(",\"a\"\"b\nc,d\",");
  }

  @Test
  void scopeTwoHasBothViewsBesideEachOtherByHand() {
    List<String> rows = GhgRows.of(run).lines().toList();

    // Half a kWh of IT energy, 0.6 with PUE 1.2, at 344 g is 206.4 g.
    assertThat(rows).hasSize(3);
    assertThat(rows.get(1))
        .startsWith("2,location-based,20261127-080000-abc,demo,")
        .contains(",DE,0.500000000,1.20000000,0.600000000,344.000000,0.206400000,0.0103200000,");
    assertThat(rows.get(2)).startsWith("2,market-based,").contains(",0.0600000000,");
  }

  @Test
  void sciIsEnergyTimesIntensityForEachUnitOfWork() {
    JsonNode sci = SciReport.of(run);

    assertThat(sci.path("E").path("kilowattHours").asDouble()).isCloseTo(0.6, within(1e-12));
    assertThat(sci.path("I").path("gramsPerKilowattHour").asDouble()).isCloseTo(344, within(1e-9));
    assertThat(sci.path("score").path("gramsPerStep").asDouble()).isCloseTo(0.2064, within(1e-12));
    assertThat(sci.path("score").path("gramsPerMillionTokens").asDouble())
        .isCloseTo(206.4, within(1e-9));
    // No embodied emissions are known: the score says that it lacks them.
    assertThat(sci.path("complete").asBoolean()).isFalse();
    assertThat(sci.path("M").has("absent")).isTrue();
  }

  @Test
  void boampsHasItsRequiredFieldsInItsUnits() {
    JsonNode boamps = BoampsReport.of(run);

    JsonNode measure = boamps.path("measures").path(0);
    assertThat(measure.path("measurementMethod").asText()).isEqualTo("trainwatt");
    assertThat(measure.path("powerConsumption").asDouble()).isEqualTo(0.5);
    assertThat(measure.path("measurementDuration").asDouble()).isEqualTo(7_200);
    assertThat(measure.path("measurementDateTime").asText()).isEqualTo("2026-11-27 08:00:00");
    assertThat(measure.path("gpuTrackingMode").asText()).isEqualTo("nvml");
    JsonNode task = boamps.path("task");
    assertThat(task.path("taskStage").asText()).isEqualTo("training");
    assertThat(task.path("algorithms").path(0).path("parametersNumber").asDouble())
        .isEqualTo(0.124);
    assertThat(task.path("algorithms").path(0).path("layersNumber").asInt()).isEqualTo(2);
    assertThat(task.path("dataset").path(0).path("dataUsage").asText()).isEqualTo("input");
    assertThat(task.path("dataset").path(0).path("dataType").asText()).isEqualTo("token");
    JsonNode components = boamps.path("infrastructure").path("components");
    assertThat(components.findValuesAsText("componentType")).containsExactly("gpu", "cpu", "ram");
    assertThat(components.path(2).path("memorySize").asInt()).isEqualTo(32);
    assertThat(boamps.path("environment").path("country").asText()).isEqualTo("Germany");
    // Within 5 %.
    assertThat(boamps.path("quality").asText()).isEqualTo("high");
  }

  @Test
  void theAnnexElevenSheetHasResourcesAndEnergyAndSaysWhatIsEstimated() {
    String sheet = AnnexXiSheet.of(run);

    assertThat(sheet)
        .contains("## 2(d) Computational resources")
        .contains("| training tokens | 1 000 000 |")
        .contains("| floating-point operations | 8.500e+17 |")
        .contains("| hardware | 1 × NVIDIA H100 PCIe |")
        .contains("## 2(e) Energy consumption")
        .contains("| known or estimated | known in part: 25 % modelled |")
        .contains("| energy | **500.0 Wh** ± 25.00 Wh (k = 2) |");
  }

  @Test
  void markdownOfAHostileNameHasNoMarkupAndNoSecondCell() {
    for (String page : List.of(AnnexXiSheet.of(hostile), MarkdownReport.of(hostile))) {
      assertThat(page).doesNotContain("<script").doesNotContain("[a](javascript");
      assertThat(page.lines().filter(line -> line.startsWith("| run |"))).hasSize(1);
      assertThat(page.lines().filter(line -> line.contains("alert")))
          .allMatch(line -> line.replace("\\|", "").chars().filter(c -> c == '|').count() <= 3);
    }
  }

  @Test
  void aRunOfWhichNothingIsKnownYetHasEveryFormat() {
    RunFile empty =
        RunFile.of(Example.read("{\"run\":{\"id\":\"r\",\"name\":\"n\"},\"energy\":{}}"));

    assertThat(CsvReport.of(empty)).contains(",energy,0,kWh,0,");
    assertThat(GhgRows.of(empty).lines()).hasSize(1);
    assertThat(SciReport.of(empty).path("complete").asBoolean()).isFalse();
    assertThat(BoampsReport.of(empty).path("infrastructure").path("components")).hasSize(1);
    assertThat(AnnexXiSheet.of(empty)).contains("not known");
    assertThat(MarkdownReport.of(empty)).contains("# Energy of run n");
  }
}
