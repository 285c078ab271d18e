package io.trainwatt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trainwatt.cli.Assembled.Done;
import io.trainwatt.cli.console.Json;
import io.trainwatt.cli.demo.AgentCheck;
import io.trainwatt.cli.rest.CollectorClient;
import io.trainwatt.cli.terminal.SpawnedProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real broker, collector and agent, used as a user does. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class StackIT {

  // Knows nothing of Trainwatt: works, prints a loss now and then, ends when told or after a while.
  private static final String PLAIN =
      """
      import os, sys, time
      stop, code = sys.argv[1], int(sys.argv[2])
      until = time.monotonic() + 240
      n = 0
      while not os.path.exists(stop) and time.monotonic() < until:
          sum(i * i for i in range(200000))
          n += 1
          print({'loss': round(1 + 3 / n, 4), 'learning_rate': 0.01}, flush=True)
          time.sleep(0.2)
      sys.exit(code)
      """;

  private static final String BRIEF =
      """
      import time
      for n in range(5, 0, -1):
          sum(i * i for i in range(200000))
          print({'loss': n / 2}, flush=True)
          time.sleep(0.3)
      """;

  @TempDir static Path folder;
  private static LocalStackFixture stack;
  private static Path plain;

  @BeforeAll
  static void up() throws Exception {
    stack = LocalStackFixture.in(folder);
    plain = stack.trainwatt().script("plain.py", PLAIN);
    Done up = stack.trainwatt().run("up");
    assertThat(up.exitCode()).as(up.err()).isZero();
    assertThat(up.text().strip()).isEqualTo("http://127.0.0.1:" + stack.httpPort() + "/");
  }

  @AfterAll
  static void down() throws Exception {
    Done down = stack.trainwatt().run("down");
    assertThat(down.exitCode()).as(down.err()).isZero();
    assertThat(stack.trainwatt().run("status").exitCode()).isEqualTo(1);
  }

  @Test
  void statusSaysThatAllAnswer() throws Exception {
    Done status = stack.trainwatt().run("status", "--json");

    assertThat(status.exitCode()).isZero();
    assertThat(Json.read(status.text()).path("up").asBoolean()).isTrue();
  }

  @Test
  void theDoctorTellsWhatTheAgentNoticed() throws Exception {
    Done doctor = stack.trainwatt().run("doctor", "--json");

    JsonNode newest = Json.read(doctor.text()).path("events").path("newest");
    assertThat(newest).isNotEmpty();
    for (JsonNode event : newest) {
      assertThat(event.path("kind").asText()).isNotEmpty();
      assertThat(event.path("wall_micros").asLong()).isPositive();
    }
    assertThat(stack.trainwatt().run("doctor").text())
        .contains("What the agent noticed", newest.get(0).path("kind").asText());
  }

  @Test
  void upAgainLeavesAllAsItIs() throws Exception {
    long before = stack.part("broker").path("pid").asLong();

    Done up = stack.trainwatt().run("up");

    assertThat(up.exitCode()).isZero();
    assertThat(stack.part("broker").path("pid").asLong()).isEqualTo(before);
  }

  @Test
  void aScriptThatNeverHeardOfUsIsMeasured() throws Exception {
    Path stop = folder.resolve("stop-plain");
    Process run =
        stack
            .trainwatt()
            .start(
                "plain.log",
                "run",
                "--name",
                "plain",
                "--label",
                "strategy=dense",
                "--",
                "python3",
                plain.toString(),
                stop.toString(),
                "3");
    Await.until(() -> stack.report("plain").path("progress").path("steps").asLong() > 4);
    Await.until(() -> energy(stack.report("plain")) > 0);

    Files.createFile(stop);

    assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(run.exitValue()).isEqualTo(3);
    Await.until(() -> stack.report("plain").path("run").path("state").asText().equals("ended"));
    JsonNode report = stack.report("plain");
    assertThat(report.path("run").path("exitCode").asInt()).isEqualTo(3);
    assertThat(report.path("run").path("labels").path("strategy").asText()).isEqualTo("dense");
    assertThat(report.path("progress").path("lastLoss").asDouble())
        .isLessThan(report.path("progress").path("firstLoss").asDouble());
    assertThat(sum(report.path("energy").path("byQuality"))).isEqualTo(energy(report));
    assertThat(sum(report.path("energy").path("byComponent"))).isEqualTo(energy(report));
    assertThat(report.path("booksBalance").asBoolean()).as(report.toPrettyString()).isTrue();
    assertThat(stack.trainwatt().run("report", "plain", "--format", "md").text())
        .contains("# Energy of run plain", "strategy=dense");
  }

  @Test
  void aReportRightAfterTheRunIsTheFinishedOne() throws Exception {
    Done run = stack.trainwatt().run("run", "--name", "brief", "--", "python3", "-c", BRIEF);
    JsonNode newest = Json.read(stack.trainwatt().run("report", "--json").text());
    Done compared = stack.trainwatt().run("compare", "brief", "brief", "--json");

    assertThat(run.exitCode()).isZero();
    assertThat(newest.path("run").path("name").asText()).isEqualTo("brief");
    assertThat(newest.path("run").path("state").asText()).isEqualTo("ended");
    assertThat(newest.path("run").path("exitCode").asInt(-1)).isZero();
    assertThat(newest.path("progress").path("lastLoss").asDouble()).isEqualTo(0.5);
    assertThat(newest.path("run").path("asOf").asText())
        .isGreaterThanOrEqualTo(newest.path("run").path("endedAt").asText());
    assertThat(Json.read(compared.text()).path("reservations").findValuesAsText("about"))
        .doesNotContain("running");
    assertThat(energy(newest)).isEqualTo(energy(stack.report("brief"))).isPositive();
  }

  @Test
  void aRunningProcessIsMeasuredFromWhenItIsAttached() throws Exception {
    Path stop = folder.resolve("stop-attached");
    Process process =
        new ProcessBuilder("python3", plain.toString(), stop.toString(), "0")
            .redirectOutput(folder.resolve("attached.log").toFile())
            .start();

    Done attach =
        stack
            .trainwatt()
            .run("attach", "--pid", Long.toString(process.pid()), "--name", "attached");

    assertThat(attach.exitCode()).as(attach.err()).isZero();
    String run = attach.text().strip();
    Await.until(() -> energy(stack.report(run)) > 0);
    Files.createFile(stop);
    process.waitFor();
    JsonNode check = check(run);
    assertThat(check.path("equal").asBoolean()).as(check.toPrettyString()).isTrue();
    assertThat(stack.report(run).path("run").path("name").asText()).isEqualTo("attached");
  }

  @Test
  void noCrashOfAnyPartCostsOrAddsAMicrojoule() throws Exception {
    Path stop = folder.resolve("stop-killed");
    Process run =
        stack
            .trainwatt()
            .start(
                "killed.log",
                "run",
                "--name",
                "killed",
                "--",
                "python3",
                plain.toString(),
                stop.toString(),
                "0");
    Await.until(() -> energy(stack.report("killed")) > 0);
    String id = stack.report("killed").path("run").path("id").asText();

    for (String part : List.of("collector", "broker", "agent")) {
      killAndStartAgain(part);
    }
    long before = energy(stack.report("killed"));
    Await.until(() -> energy(stack.report("killed")) > before);
    Files.createFile(stop);
    assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();

    JsonNode check = check(id);
    assertThat(check.path("equal").asBoolean()).as(check.toPrettyString()).isTrue();
    assertThat(energy(stack.report("killed")))
        .isEqualTo(check.path("run").path("committedMicrojoules").asLong())
        .isPositive();
  }

  private static void killAndStartAgain(String part) throws Exception {
    int pid = stack.part(part).path("pid").asInt();

    SpawnedProcess.kill(pid, 9);

    Await.until(() -> stack.part(part).path("state").asText().equals("crashed"));
    Done status = stack.trainwatt().run("status");
    assertThat(status.exitCode()).isEqualTo(1);
    assertThat(status.text()).containsPattern(part + " +crashed");
    Done up = stack.trainwatt().run("up");
    assertThat(up.exitCode()).as(up.err()).isZero();
    assertThat(stack.part(part).path("pid").asInt()).isNotEqualTo(pid);
  }

  @Test
  void anotherStackOnTheSameDataIsRefused() throws Exception {
    Assembled other =
        new Assembled(folder, with("TRAINWATT_HTTP_PORT", Integer.toString(stack.httpPort() + 1)));

    Done up = other.run("up");

    assertThat(up.exitCode()).isEqualTo(3);
    assertThat(up.err()).contains("already has a stack", Integer.toString(stack.httpPort()));
  }

  @Test
  void aTakenPortIsNamedWithItsHolderAndItsSetting() throws Exception {
    Assembled other =
        new Assembled(folder, with("TRAINWATT_DATA_DIR", folder.resolve("other").toString()));

    Done up = other.run("up");

    assertThat(up.exitCode()).isEqualTo(3);
    assertThat(up.err())
        .contains("port " + stack.kafkaPort())
        .contains("process " + stack.part("broker").path("pid").asLong())
        .contains("TRAINWATT_KAFKA_PORT=");
  }

  @Test
  void anUnknownRunIsTheAnswerNo() throws Exception {
    Done report = stack.trainwatt().run("report", "never-ran");

    assertThat(report.exitCode()).isEqualTo(1);
    assertThat(report.err()).contains("never-ran", "trainwatt runs");
  }

  @Test
  void aFleetOfKnownEnergyArrivesToTheMicrojoule() throws Exception {
    Done simulate =
        stack
            .trainwatt()
            .run(
                "simulate",
                "--nodes",
                "5",
                "--devices",
                "4",
                "--seconds",
                "90",
                "--saturate",
                "--json");

    assertThat(simulate.exitCode()).as(simulate.err()).isZero();
    for (JsonNode run : Json.read(simulate.text()).path("expected").path("firstRuns")) {
      Await.until(
          () ->
              energy(stack.report(run.path("run").asText()))
                  == run.path("totalMicrojoules").asLong());
    }
  }

  private static java.util.Map<String, String> with(String name, String value) {
    java.util.Map<String, String> changed =
        new java.util.HashMap<>(stack.trainwatt().environment());
    changed.put(name, value);
    return changed;
  }

  private static ObjectNode check(String run) throws IOException {
    return new AgentCheck(stack.socket(), CollectorClient.onPort(stack.httpPort()), run).await();
  }

  private static long energy(JsonNode report) {
    return report.path("energy").path("totalMicrojoules").asLong();
  }

  private static long sum(JsonNode map) {
    long sum = 0;
    for (JsonNode part : map) {
      sum += part.asLong();
    }
    return sum;
  }
}
