package io.trainwatt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainwatt.cli.Assembled.Done;
import io.trainwatt.cli.console.Json;
import io.trainwatt.cli.stack.Ports;
import io.trainwatt.cli.terminal.TerminalSession;
import io.trainwatt.cli.terminal.WindowSize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demo, from nothing to a report whose books balance. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class DemoIT {

  @TempDir Path folder;
  private LocalStackFixture machine;

  @BeforeEach
  void freePorts() throws Exception {
    machine = LocalStackFixture.in(folder);
  }

  @Test
  void endsWithAReportWhoseBooksBalance() throws Exception {
    Path file = folder.resolve("demo.json");

    Done demo =
        machine
            .trainwatt()
            .run("demo", "--seconds", "20", "--no-browser", "--json", file.toString());

    assertThat(demo.exitCode()).as(demo.text() + demo.err()).isZero();
    JsonNode report = Json.read(Files.readString(file));
    assertThat(report.path("booksBalance").asBoolean()).isTrue();
    assertThat(report.path("agent").path("equal").asBoolean()).isTrue();
    assertThat(report.path("run").path("state").asText()).isEqualTo("ended");
    long total = report.path("energy").path("totalMicrojoules").asLong();
    assertThat(total).isPositive();
    assertThat(sum(report.path("energy").path("byQuality"))).isEqualTo(total);
    assertThat(sum(report.path("energy").path("byComponent"))).isEqualTo(total);
    JsonNode node = report.path("node");
    assertThat(node.path("measuredMicrojoules").asLong())
        .isEqualTo(
            node.path("attributedMicrojoules").asLong()
                + node.path("unattributedMicrojoules").asLong());
    assertThat(report.path("progress").path("lastLoss").asDouble())
        .isLessThan(report.path("progress").path("firstLoss").asDouble());
    assertThat(report.path("joulesPerToken").asDouble()).isPositive();
    assertThat(report.path("co2").get(0).path("factors").get(0).path("source").asText())
        .isNotEmpty();
    assertThat(demo.text()).contains("Energy", "±", "CO2", "Books");
    nothingIsLeft();
  }

  @Test
  void aScenarioEndsOnceItsAlertIsThere() throws Exception {
    Done demo =
        machine.trainwatt().run("demo", "--scenario", "nan", "--seconds", "90", "--no-browser");

    assertThat(demo.exitCode()).as(demo.text() + demo.err()).isZero();
    assertThat(demo.err()).contains("LossNotFinite after", "worth nothing");
    nothingIsLeft();
  }

  @Test
  void anUnknownScenarioNamesThoseThereAre() throws Exception {
    Done demo = machine.trainwatt().run("demo", "--scenario", "throttle");

    assertThat(demo.exitCode()).isEqualTo(2);
    assertThat(demo.err()).contains("idle, hang, nan, plateau");
  }

  @Test
  void controlCEndsEverything() throws Exception {
    try (TerminalSession session =
        TerminalSession.open(
            new WindowSize(40, 120, 0, 0),
            machine.trainwatt().environment(),
            Assembled.command("demo", "--seconds", "120", "--no-browser"))) {
      Await.until(() -> session.shown().contains("the page:"));

      session.press("\u0003");

      int exitCode = session.exitCode();

      assertThat(exitCode).as(session.shown()).isEqualTo(130);
    }
    nothingIsLeft();
  }

  private void nothingIsLeft() {
    assertThat(Ports.isFree(machine.httpPort())).isTrue();
    assertThat(Ports.isFree(machine.kafkaPort())).isTrue();
    assertThat(
            ProcessHandle.allProcesses()
                .filter(p -> p.info().commandLine().orElse("").contains(folder.toString())))
        .isEmpty();
  }

  private static long sum(JsonNode map) {
    long sum = 0;
    for (JsonNode part : map) {
      sum += part.asLong();
    }
    return sum;
  }
}
