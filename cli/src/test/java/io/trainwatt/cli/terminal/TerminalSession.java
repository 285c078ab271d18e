package io.trainwatt.cli.terminal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A person at a terminal: a real pseudo-terminal with a command on it, whose output is kept. */
public final class TerminalSession implements AutoCloseable {
  private final PseudoTerminal terminal;
  private final Descriptor keptOpen;
  private final SpawnedProcess process;
  private final ByteArrayOutputStream seen = new ByteArrayOutputStream();

  private TerminalSession(PseudoTerminal terminal, Descriptor keptOpen, SpawnedProcess process) {
    this.terminal = terminal;
    this.keptOpen = keptOpen;
    this.process = process;
    Thread.ofPlatform().daemon().start(this::watch);
  }

  /** Opens a terminal of that size and starts the command on it. */
  public static TerminalSession open(
      WindowSize size, Map<String, String> environment, List<String> command) throws IOException {
    PseudoTerminal terminal = PseudoTerminal.open();
    Descriptor other = terminal.openOtherSide();
    size.giveTo(terminal.master());
    Spawn.Standard side = new Spawn.Standard.Terminal(terminal.name());
    SpawnedProcess process =
        SpawnedProcess.start(
            new Spawn(
                command.stream().map(word -> word.getBytes(StandardCharsets.UTF_8)).toList(),
                environment,
                Spawn.Group.OWN_SESSION,
                Map.of(0, side, 1, side, 2, side)));
    return new TerminalSession(terminal, other, process);
  }

  private void watch() {
    byte[] chunk = new byte[4096];
    try {
      for (int n = terminal.master().read(chunk); n > 0; n = terminal.master().read(chunk)) {
        synchronized (seen) {
          seen.write(chunk, 0, n);
        }
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  /** All that was shown so far. */
  public String shown() {
    synchronized (seen) {
      return seen.toString(StandardCharsets.UTF_8);
    }
  }

  /** Presses keys. */
  public void press(String keys) throws IOException {
    byte[] bytes = keys.getBytes(StandardCharsets.UTF_8);
    terminal.master().write(bytes, bytes.length);
  }

  /** Makes the window another size. */
  public void resize(WindowSize size) throws IOException {
    size.giveTo(terminal.master());
  }

  /** How the terminal is set now. */
  public TerminalMode mode() throws IOException {
    return TerminalMode.of(keptOpen);
  }

  /** The path of the terminal, for a look from outside. */
  public Path device() {
    return Path.of(terminal.name());
  }

  public int pid() {
    return process.pid();
  }

  /** Waits for the command's end. */
  public int exitCode() throws IOException {
    return process.waitFor();
  }

  @Override
  public void close() {
    SpawnedProcess.kill(process.pid(), 9);
    keptOpen.close();
  }
}
