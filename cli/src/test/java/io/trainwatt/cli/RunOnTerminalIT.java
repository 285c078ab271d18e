package io.trainwatt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.cli.terminal.SpawnedProcess;
import io.trainwatt.cli.terminal.TerminalMode;
import io.trainwatt.cli.terminal.TerminalSession;
import io.trainwatt.cli.terminal.WindowSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A command on a real pseudo-terminal behaves as it would without us. */
@Timeout(90)
class RunOnTerminalIT {

  private static final WindowSize SIZE = new WindowSize(33, 101, 0, 0);

  @TempDir Path folder;

  @Test
  void theCommandHasATerminalOfItsOwnOfOurSize() throws Exception {
    try (TerminalSession session = run("sh", "-c", "tty; stty size; test -t 0 -a -t 1 -a -t 2")) {
      assertThat(session.exitCode()).isZero();

      Await.until(() -> session.shown().contains("33 101"));
      assertThat(session.shown()).contains("/dev/pts/").doesNotContain(session.device() + "\r");
    }
  }

  @Test
  void itsTerminalIsTheControllingOne() throws Exception {
    try (TerminalSession session = run("sh", "-c", "echo to the tty >/dev/tty")) {
      assertThat(session.exitCode()).isZero();

      Await.until(() -> session.shown().contains("to the tty"));
    }
  }

  @Test
  void coloursPassThroughByteForByte() throws Exception {
    try (TerminalSession session = run("printf", "\\033[1;31mred\\033[0m done\\n")) {
      session.exitCode();

      Await.until(() -> session.shown().contains("\u001b[1;31mred\u001b[0m done\r\n"));
    }
  }

  @Test
  void controlCReachesTheCommandOnce() throws Exception {
    try (TerminalSession session =
        run(
            "sh",
            "-c",
            "trap 'n=$((n+1)); echo interrupt $n' INT; echo ready;"
                + " while [ \"${n:-0}\" -lt 2 ]; do sleep 0.1; done; exit 7")) {
      Await.until(() -> session.shown().contains("ready"));
      session.press("\u0003");
      Await.until(() -> session.shown().contains("interrupt 1"));
      assertThat(session.shown()).doesNotContain("interrupt 2");

      session.press("\u0003");

      assertThat(session.exitCode()).isEqualTo(7);
    }
  }

  @Test
  void controlCThatEndsTheCommandIs130() throws Exception {
    try (TerminalSession session = run("sh", "-c", "echo ready; exec sleep 30")) {
      Await.until(() -> session.shown().contains("ready"));

      session.press("\u0003");

      assertThat(session.exitCode()).isEqualTo(130);
    }
  }

  @Test
  void keysAreTheCommands() throws Exception {
    try (TerminalSession session =
        run("sh", "-c", "printf 'name? '; read name; echo \"hello $name\"")) {
      Await.until(() -> session.shown().contains("name? "));

      session.press("ann\r");

      assertThat(session.exitCode()).isZero();
      Await.until(() -> session.shown().contains("hello ann"));
    }
  }

  @Test
  void aNewWindowSizeIsFollowed() throws Exception {
    try (TerminalSession session =
        run(
            "sh",
            "-c",
            "trap 'stty size; exit 4' WINCH; echo ready; while :; do sleep 0.1; done")) {
      Await.until(() -> session.shown().contains("ready"));

      session.resize(new WindowSize(44, 120, 0, 0));

      assertThat(session.exitCode()).isEqualTo(4);
      Await.until(() -> session.shown().contains("44 120"));
    }
  }

  @Test
  void aSignalToUsReachesTheCommand() throws Exception {
    try (TerminalSession session =
        run("sh", "-c", "trap 'exit 6' TERM; echo ready; while :; do sleep 0.1; done")) {
      Await.until(() -> session.shown().contains("ready"));

      SpawnedProcess.kill(session.pid(), 15);

      assertThat(session.exitCode()).isEqualTo(6);
    }
  }

  @Test
  void theTerminalIsGivenBackAsItWas() throws Exception {
    try (TerminalSession session = run("sh", "-c", "echo ready; read line; stty raw -echo")) {
      Await.until(() -> session.shown().contains("ready"));
      TerminalMode during = session.mode();
      session.press("\r");
      session.exitCode();

      TerminalMode after = session.mode();

      try (TerminalSession fresh =
          TerminalSession.open(SIZE, environment(), List.of("sh", "-c", "sleep 30"))) {
        assertThat(after.sameAs(fresh.mode())).isTrue();
        assertThat(during.sameAs(fresh.mode())).isFalse();
      }
    }
  }

  private TerminalSession run(String... command) throws IOException {
    String[] arguments = new String[command.length + 2];
    arguments[0] = "run";
    arguments[1] = "--";
    System.arraycopy(command, 0, arguments, 2, command.length);
    return TerminalSession.open(SIZE, environment(), Assembled.command(arguments));
  }

  private Map<String, String> environment() {
    return Map.of("TRAINWATT_SOCKET", folder.resolve("none.sock").toString());
  }
}
