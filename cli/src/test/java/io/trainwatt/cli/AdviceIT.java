package io.trainwatt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainwatt.cli.Assembled.Done;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real training in nothing but Python that asked for it (act=stop), whose operator allows it by a
 * label, is stopped by what the real collector finds in its losses.
 */
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class AdviceIT {
  @TempDir Path folder;
  private LocalStackFixture stack;

  @BeforeEach
  void up() throws Exception {
    LocalStackFixture plain = LocalStackFixture.in(folder);
    Map<String, String> allowed = new HashMap<>(plain.trainwatt().environment());
    allowed.put("TRAINWATT_ADVICE_ACT_FOR", "autostop=yes");
    allowed.put("TRAINWATT_ADVICE_MINIMUM_RUNTIME", "PT0S");
    stack =
        new LocalStackFixture(new Assembled(folder, allowed), plain.httpPort(), plain.kafkaPort());
    Done up = stack.trainwatt().run("up");
    assertThat(up.exitCode()).as(up.err()).isZero();
  }

  @AfterEach
  void down() throws Exception {
    assertThat(stack.trainwatt().run("down").exitCode()).isZero();
  }

  private Process train(String name, String label) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            "python3",
            Assembled.home().resolve("examples/scenarios.py").toString(),
            "--scenario",
            "plateau",
            "--seconds",
            "150",
            "--name",
            name,
            "--label",
            label);
    builder.redirectErrorStream(true).redirectOutput(folder.resolve(name + ".log").toFile());
    builder.environment().keySet().removeIf(key -> key.startsWith("TRAINWATT_"));
    builder.environment().put("PYTHONPATH", Assembled.home().resolve("python").toString());
    builder.environment().put("TRAINWATT_SOCKET", stack.socket().toString());
    builder.environment().put("TRAINWATT_ACT", "stop");
    return builder.start();
  }

  @Test
  void theAllowedTrainingStopsAndTheOtherGoesOn() throws Exception {
    Process allowed = train("allowed", "autostop=yes");
    Process other = train("other", "autostop=no");
    try {
      assertThat(allowed.waitFor(140, TimeUnit.SECONDS)).as("it was stopped").isTrue();

      assertThat(other.isAlive()).as("the one without the label goes on").isTrue();
      assertThat(allowed.exitValue()).isZero();
      assertThat(Files.readString(folder.resolve("allowed.log"))).contains("stopped on advice");
      JsonNode report = stack.report("allowed");
      assertThat(report.path("alerts").findValuesAsText("rule")).contains("Plateau");
      assertThat(report.path("progress").path("step").asLong()).isLessThan(600);
      assertThat(Files.readString(folder.resolve("data/collector/collector.log")))
          .contains("Advised run allowed", "to stop, in earnest. Plateau");
    } finally {
      other.destroy();
      allowed.destroy();
    }
  }
}
