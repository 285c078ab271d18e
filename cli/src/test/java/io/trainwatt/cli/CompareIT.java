package io.trainwatt.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainwatt.cli.Assembled.Done;
import io.trainwatt.cli.console.Json;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Four real trainings of the example, two with dense and two with sparse attention, compared. */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class CompareIT {
  private static final List<String> RUNS = List.of("dense-1", "dense-2", "sparse-1", "sparse-2");

  @TempDir static Path folder;
  private static LocalStackFixture stack;
  private static final Map<String, JsonNode> REPORTS = new HashMap<>();

  @BeforeAll
  static void train() throws Exception {
    stack = LocalStackFixture.in(folder);
    Done up = stack.trainwatt().run("up");
    assertThat(up.exitCode()).as(up.err()).isZero();
    for (String run : RUNS) {
      String[] attentionAndSeed = run.split("-");
      Done done =
          stack
              .trainwatt()
              .run(
                  "run",
                  "--name",
                  run,
                  "--",
                  "python3",
                  Path.of(System.getProperty("trainwatt.root"), "examples", "char_transformer.py")
                      .toString(),
                  "--attention",
                  attentionAndSeed[0],
                  "--seed",
                  attentionAndSeed[1],
                  "--seconds",
                  "10",
                  "--name",
                  run);
      assertThat(done.exitCode()).as(done.err()).isZero();
    }
    for (String run : RUNS) {
      Await.until(() -> stack.report(run).path("run").path("state").asText().equals("ended"));
      // Its last energy and its last progress have met.
      Await.until(() -> stack.report(run).path("efficiency").path("curves").size() == 2);
      REPORTS.put(run, stack.report(run));
    }
  }

  @AfterAll
  static void down() throws Exception {
    stack.trainwatt().run("down");
  }

  private static JsonNode compare(String... arguments) throws Exception {
    Done done = stack.trainwatt().run(arguments);
    assertThat(done.exitCode()).as(done.err()).isZero();
    return Json.read(done.text());
  }

  private static JsonNode trainingCurve(String run) {
    for (JsonNode curve :
        Objects.requireNonNull(REPORTS.get(run)).path("efficiency").path("curves")) {
      if (curve.path("metric").asText().equals("training")) {
        return curve.path("marks");
      }
    }
    throw new AssertionError("no training curve of " + run);
  }

  private static double best(String run) {
    JsonNode marks = trainingCurve(run);
    return marks.path(marks.size() - 1).path("loss").asDouble();
  }

  // A second way to the same number: between the two marks around the target, in proportion.
  private static double energyTo(String run, double target) {
    JsonNode marks = trainingCurve(run);
    for (int i = 1; i < marks.size(); i++) {
      JsonNode from = marks.path(i - 1);
      JsonNode to = marks.path(i);
      if (to.path("loss").asDouble() <= target) {
        double way =
            (from.path("loss").asDouble() - target)
                / (from.path("loss").asDouble() - to.path("loss").asDouble());
        return from.path("microjoules").asDouble()
            + way * (to.path("microjoules").asDouble() - from.path("microjoules").asDouble());
      }
    }
    throw new AssertionError(run + " did not come to " + target);
  }

  @Test
  void repeatsOfTwoWaysAreComparedAtTheLossThatAllReached() throws Exception {
    JsonNode comparison = compare("compare", "--by", "strategy", "--json");

    double target = RUNS.stream().mapToDouble(CompareIT::best).max().orElseThrow();
    assertThat(comparison.path("metric").asText()).isEqualTo("training");
    assertThat(comparison.path("targetLoss").asDouble()).isEqualTo(target);
    JsonNode groups = comparison.path("groups");
    assertThat(groups.findValuesAsText("name"))
        .containsExactly("dense-attention", "sparse-attention");
    assertThat(groups.findValuesAsText("reached")).containsExactly("2", "2");
    for (JsonNode run : comparison.path("runs")) {
      assertThat(run.path("toTarget").path("microjoules").asDouble())
          .isCloseTo(energyTo(run.path("name").asText(), target), within(1.0));
    }
    double dense = (energyTo("dense-1", target) + energyTo("dense-2", target)) / 2;
    JsonNode energy = groups.path(0).path("microjoules");
    assertThat(energy.path("mean").asDouble()).isCloseTo(dense, within(1.0));
    assertThat(energy.path("low").asDouble()).isLessThan(dense);
    assertThat(groups.path(1).path("ratio").path("high").asDouble())
        .isGreaterThan(groups.path(1).path("ratio").path("low").asDouble());
    assertThat(comparison.path("reservations").findValuesAsText("about"))
        .doesNotContain("data", "tokenizer", "hardware", "repeats", "loss", "target");
  }

  @Test
  void runsByNameAreComparedOneByOneAndSoItIsSaid() throws Exception {
    JsonNode comparison =
        compare("compare", "dense-1", "sparse-1", "--target-loss", "3.5", "--json");

    assertThat(comparison.path("groups").findValuesAsText("name"))
        .containsExactly("dense-1", "sparse-1");
    assertThat(comparison.path("targetChosen").asBoolean()).isFalse();
    assertThat(comparison.path("reservations").findValuesAsText("about")).contains("repeats");
    String text = stack.trainwatt().run("compare", "--by", "strategy").text();
    assertThat(text).contains("every run came to it", "AGAINST dense-attention", "●");
  }

  @Test
  void whatCannotBeComparedIsRefusedWithAWayOut() throws Exception {
    assertThat(stack.trainwatt().run("compare").exitCode()).isEqualTo(2);
    assertThat(stack.trainwatt().run("compare", "dense-1", "nobody").exitCode()).isEqualTo(1);
    assertThat(stack.trainwatt().run("compare", "--by", "colour").exitCode()).isEqualTo(1);
    Done wrong = stack.trainwatt().run("compare", "--by", "strategy", "--target-loss", "NaN");
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err()).contains("give a number");
    Done narrowed =
        stack
            .trainwatt()
            .run("compare", "--by", "layers", "--where", "strategy=sparse-attention", "--json");
    assertThat(Json.read(narrowed.text()).path("runs")).hasSize(2);
  }

  @Test
  void everyActivityOfARealRunIsCountedAndTheySumToItsTotal() {
    for (JsonNode report : REPORTS.values()) {
      long sum = 0;
      for (JsonNode spent : report.path("efficiency").path("activities")) {
        sum += spent.path("microjoules").asLong();
      }
      assertThat(sum).isEqualTo(report.path("energy").path("totalMicrojoules").asLong());
      assertThat(report.path("efficiency").path("activities").findValuesAsText("activity"))
          .contains("setup", "training");
      assertThat(report.path("books").findValuesAsText("check")).contains("by activity = total");
      assertThat(report.path("efficiency").path("training").path("joulesPerToken").asDouble())
          .isPositive();
      assertThat(report.path("efficiency").path("tokensPerParameter").asDouble()).isPositive();
    }
  }

  @Test
  void everyFormatOfTheReportHasTheRunsEnergy() throws Exception {
    double kilowattHours =
        Objects.requireNonNull(REPORTS.get("dense-1"))
                .path("energy")
                .path("totalMicrojoules")
                .asLong()
            / 3.6e12;

    String page = stack.trainwatt().run("report", "dense-1", "--format", "html").text();
    assertThat(page).contains("<h1>dense-1</h1>", "aria-label=\"power over time\"");
    assertThat(page).contains("aria-label=\"loss over energy\"", "aria-label=\"CO2 by hour\"");
    String rows = stack.trainwatt().run("report", "dense-1", "--format", "csv").text();
    assertThat(rows).contains(",energy," + kilowattHours + ",kWh,");
    JsonNode boamps =
        Json.read(stack.trainwatt().run("report", "dense-1", "--format", "boamps").text());
    assertThat(boamps.path("measures").path(0).path("powerConsumption").asDouble())
        .isEqualTo(kilowattHours);
    JsonNode sci = Json.read(stack.trainwatt().run("report", "dense-1", "--format", "sci").text());
    assertThat(sci.path("E").path("kilowattHours").asDouble())
        .isCloseTo(kilowattHours, within(kilowattHours * 1e-9));
    assertThat(stack.trainwatt().run("report", "dense-1", "--format", "ghg").text().lines())
        .hasSizeGreaterThanOrEqualTo(2);
    assertThat(stack.trainwatt().run("report", "dense-1", "--format", "annex-xi").text())
        .contains("estimated: modelled from utilisation");
    assertThat(stack.trainwatt().run("report", "dense-1", "--format", "pdf").exitCode())
        .isEqualTo(2);
  }
}
