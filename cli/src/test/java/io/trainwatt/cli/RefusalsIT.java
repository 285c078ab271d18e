package io.trainwatt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainwatt.broker.KafkaBroker;
import io.trainwatt.cli.Assembled.Done;
import io.trainwatt.cli.console.Json;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be done ends in a clear line, the line that mends it, and its exit code. */
class RefusalsIT {

  @TempDir Path folder;
  private Map<String, String> environment;

  @BeforeEach
  void whereNothingRuns() throws Exception {
    environment =
        new HashMap<>(
            Map.of(
                "TRAINWATT_DATA_DIR", folder.resolve("data").toString(),
                "TRAINWATT_SOCKET", folder.resolve("none.sock").toString(),
                "TRAINWATT_HTTP_PORT", Integer.toString(KafkaBroker.freePort()),
                "TRAINWATT_KAFKA_PORT", Integer.toString(KafkaBroker.freePort())));
  }

  private Done run(String... arguments) throws Exception {
    return new Assembled(folder, environment).run(arguments);
  }

  @Test
  void aPortThatIsNoPortIsWrongUse() throws Exception {
    environment.put("TRAINWATT_HTTP_PORT", "eighty");

    Done up = run("up");

    assertThat(up.exitCode()).isEqualTo(2);
    assertThat(up.err()).contains("TRAINWATT_HTTP_PORT", "eighty");
  }

  @Test
  void aTakenPortIsNamedWithItsSetting() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      environment.put("TRAINWATT_HTTP_PORT", Integer.toString(taken.getLocalPort()));

      Done demo = run("demo", "--no-browser");

      assertThat(demo.exitCode()).isEqualTo(3);
      assertThat(demo.err())
          .contains("port " + taken.getLocalPort())
          .contains("process " + ProcessHandle.current().pid())
          .contains("TRAINWATT_HTTP_PORT=");
    }
  }

  @Test
  void theDemoNeedsPython() throws Exception {
    environment.put("PATH", folder.toString());

    Done demo = run("demo", "--no-browser");

    assertThat(demo.exitCode()).isEqualTo(3);
    assertThat(demo.err()).contains("python3 is missing", "→");
  }

  @Test
  void anUnknownKeyOfTheAgentNamesTheNearest() throws Exception {
    Path config =
        Files.writeString(folder.resolve("agent.yaml"), "kafka:\n  bootstrapSevers: x:1\n");

    Done agent = run("agent", "--config", config.toString());

    assertThat(agent.exitCode()).isEqualTo(2);
    assertThat(agent.text() + agent.err()).contains("bootstrapSevers", "kafka.bootstrapServers");
  }

  @Test
  void anUnknownSettingOfTheCollectorNamesTheNearest() throws Exception {
    Done collector = run("collector", "-Dtrainwatt.htpp.port=1");

    assertThat(collector.exitCode()).isEqualTo(2);
    assertThat(collector.text() + collector.err())
        .contains("trainwatt.htpp.port", "trainwatt.http.port");
  }

  @Test
  void withoutACollectorThereIsNothingToRead() throws Exception {
    Done runs = run("runs");

    assertThat(runs.exitCode()).isEqualTo(3);
    assertThat(runs.err()).contains("no collector answers", "trainwatt up");
  }

  @Test
  void withoutAnAgentNothingIsAttached() throws Exception {
    Done attach = run("attach", "--pid", Long.toString(ProcessHandle.current().pid()));

    assertThat(attach.exitCode()).isEqualTo(3);
    assertThat(attach.err()).contains("no agent answers", "trainwatt up");
  }

  @Test
  void aProcessThatIsNotThereIsTheAnswerNo() throws Exception {
    assertThat(run("attach", "--pid", "2147483646").exitCode()).isEqualTo(1);
  }

  @Test
  void anUnknownCommandIsWrongUseAndNamesTheNearest() throws Exception {
    Done done = run("statu");

    assertThat(done.exitCode()).isEqualTo(2);
    assertThat(done.err()).contains("status");
  }

  @Test
  void theDoctorSaysWhatCanBeMeasuredHere() throws Exception {
    Done doctor = run("doctor", "--json");

    JsonNode facts = Json.read(doctor.text());
    assertThat(doctor.exitCode()).isZero();
    assertThat(facts.path("canMeasure").asBoolean()).isTrue();
    boolean counters = Files.exists(Path.of("/sys/class/powercap/intel-rapl:0/energy_uj"));
    for (JsonNode device : facts.path("devices")) {
      if (device.path("component").asText().equals("cpu") && !counters) {
        assertThat(device.path("qualities").get(0).asText()).isEqualTo("modelled");
        assertThat(device.path("errorPpm").asInt()).isPositive();
      }
    }
    if (!counters) {
      assertThat(facts.path("findings").toString()).contains("powercap", "remedy");
    }
    assertThat(facts.path("checks").toString()).contains("python3", "JDK", "agent", "port ");
  }

  @Test
  void everyCommandHasHelpWithAnExample() throws Exception {
    String all = run("--help").text();

    for (String command :
        new String[] {
          "demo",
          "up",
          "down",
          "status",
          "run",
          "attach",
          "agent",
          "collector",
          "doctor",
          "runs",
          "report",
          "sense",
          "progress",
          "simulate",
          "test"
        }) {
      assertThat(all).containsPattern("(?m)^  " + command + " ");
      Done help = run(command, "--help");
      assertThat(help.exitCode()).as(command).isZero();
      assertThat(help.text()).as(command).contains("Example:", "Exit:");
    }
  }
}
