package io.trainwatt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.cli.Assembled.Done;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A command without a terminal and without an agent behaves as it would without us. */
class RunOnPipesIT {

  @TempDir Path folder;
  private Assembled trainwatt;

  @BeforeEach
  void withoutAnAgent() {
    trainwatt =
        new Assembled(folder, Map.of("TRAINWATT_SOCKET", folder.resolve("none.sock").toString()));
  }

  @Test
  void outputAndErrorsStayApartAndUntouched() throws Exception {
    Done done =
        trainwatt.run(
            "run", "--", "sh", "-c", "printf 'a\\000b\\377\\r\\nno end'; printf 'wrong\\n' >&2");

    byte[] expected = "a\0b?\r\nno end".getBytes(StandardCharsets.ISO_8859_1);
    expected[3] = (byte) 0xff;
    assertThat(done.out()).isEqualTo(expected);
    assertThat(done.err()).contains("not measured").endsWith("wrong\n").doesNotContain("no end");
  }

  @Test
  void theExitCodeIsTheCommands() throws Exception {
    assertThat(trainwatt.run("run", "--", "sh", "-c", "exit 42").exitCode()).isEqualTo(42);
  }

  @Test
  void aSignalThatEndsTheCommandShowsInTheExitCode() throws Exception {
    assertThat(trainwatt.run("run", "--", "sh", "-c", "kill -SEGV $$").exitCode()).isEqualTo(139);
  }

  @Test
  void argumentsReachTheCommandAsTheyAre() throws Exception {
    Done done = trainwatt.run("run", "--", "printf", "%s|", "--name", "@file", "a b", "", "--");

    assertThat(done.text()).isEqualTo("--name|@file|a b||--|");
  }

  @Test
  void aCommandThatIsNotThereIs127() throws Exception {
    Done done = trainwatt.run("run", "--", "no-such-command-here");

    assertThat(done.exitCode()).isEqualTo(127);
    assertThat(done.err()).contains("no-such-command-here: not found");
  }

  @Test
  void aFileThatIsNoProgramIs126() throws Exception {
    Path file = trainwatt.script("plain.txt", "text");

    assertThat(trainwatt.run("run", "--", file.toString()).exitCode()).isEqualTo(126);
  }

  @Test
  void wrongUseIs125AndNeverTheCommands() throws Exception {
    assertThat(trainwatt.run("run", "--nmae", "x", "--", "true").exitCode()).isEqualTo(125);
    assertThat(trainwatt.run("run").exitCode()).isEqualTo(125);
  }

  @Test
  void withRequiredMeasurementNothingRunsUnmeasured() throws Exception {
    Path trace = folder.resolve("ran");

    Done done = trainwatt.run("run", "--require-measurement", "--", "touch", trace.toString());

    assertThat(done.exitCode()).isEqualTo(125);
    assertThat(trace).doesNotExist();
    assertThat(done.err()).contains("no agent answers").contains("trainwatt up");
  }

  @Test
  void pythonDoesNotHoldItsOutputBack() throws Exception {
    Done done = trainwatt.run("run", "--", "sh", "-c", "printf %s \"$PYTHONUNBUFFERED\"");

    assertThat(done.text()).isEqualTo("1");
  }

  @Test
  void aSignalToUsReachesTheCommand() throws Exception {
    Process run =
        trainwatt.start(
            "signal.log",
            "run",
            "--",
            "sh",
            "-c",
            "trap 'echo got TERM; exit 9' TERM; echo ready; while :; do sleep 0.1; done");
    Await.until(() -> Files.readString(folder.resolve("signal.log")).contains("ready"));

    run.destroy();

    assertThat(run.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(run.exitValue()).isEqualTo(9);
    assertThat(Files.readString(folder.resolve("signal.log"))).contains("got TERM");
  }

  @Test
  void aReaderThatLeavesEndsTheCommandAsAPipeDoes() throws Exception {
    String command = String.join("' '", Assembled.command("run", "--", "yes"));
    Process pipe =
        new ProcessBuilder("sh", "-c", "'" + command + "' 2>/dev/null | head -n 1")
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(folder.resolve("head").toFile())
            .start();

    assertThat(pipe.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(folder.resolve("head")).hasContent("y");
  }
}
