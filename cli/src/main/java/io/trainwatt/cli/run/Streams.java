package io.trainwatt.cli.run;

import io.trainwatt.cli.terminal.Descriptor;
import io.trainwatt.cli.terminal.Pipe;
import io.trainwatt.cli.terminal.PseudoTerminal;
import io.trainwatt.cli.terminal.Spawn;
import io.trainwatt.cli.terminal.TerminalMode;
import io.trainwatt.cli.terminal.WindowSize;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a command has for standard input, output and error, and how they reach ours.
 *
 * <p>Where our output is a terminal, the command has a pseudo-terminal, its controlling one; else
 * pipes, kept apart. What is not a terminal among ours is handed on as it is.
 */
final class Streams {
  private final Map<Integer, Spawn.Standard> standard = new HashMap<>();
  private final List<OutputTap> taps = new ArrayList<>();
  private final List<Descriptor> closedAfterStart = new ArrayList<>();
  private final Optional<PseudoTerminal> terminal;
  private final Optional<TerminalMode> ours;
  private final boolean keysAreOurs;

  private Streams(
      Optional<PseudoTerminal> terminal, Optional<TerminalMode> ours, boolean keysAreOurs) {
    this.terminal = terminal;
    this.ours = ours;
    this.keysAreOurs = keysAreOurs;
  }

  /** Opens what the command needs. */
  static Streams open(Consumer<String> lines) throws IOException {
    boolean input = Descriptor.STDIN.isTerminal();
    if (!Descriptor.STDOUT.isTerminal()) {
      Streams streams = new Streams(Optional.empty(), Optional.empty(), input);
      streams.pipe(1, Descriptor.STDOUT, lines);
      streams.pipe(2, Descriptor.STDERR, lines);
      return streams;
    }
    PseudoTerminal terminal = PseudoTerminal.open();
    TerminalMode ours = TerminalMode.of(Descriptor.STDOUT);
    Streams streams = new Streams(Optional.of(terminal), Optional.of(ours), false);
    // Kept open until the command has its own, so that the master does not see an end before.
    Descriptor other = terminal.openOtherSide();
    ours.giveTo(other);
    streams.closedAfterStart.add(other);
    Spawn.Standard side = new Spawn.Standard.Terminal(terminal.name());
    if (input) {
      streams.standard.put(0, side);
    }
    streams.standard.put(1, side);
    if (Descriptor.STDERR.isTerminal()) {
      streams.standard.put(2, side);
    } else {
      streams.pipe(2, Descriptor.STDERR, lines);
    }
    streams.taps.add(new OutputTap("terminal", terminal.master(), Descriptor.STDOUT, lines));
    streams.followSize();
    return streams;
  }

  private void pipe(int number, Descriptor to, Consumer<String> lines) throws IOException {
    Pipe pipe = Pipe.open();
    standard.put(number, new Spawn.Standard.Handed(pipe.writes()));
    closedAfterStart.add(pipe.writes());
    taps.add(new OutputTap("output-" + number, pipe.reads(), to, lines));
  }

  /** Descriptors for the command. */
  Map<Integer, Spawn.Standard> standard() {
    return Map.copyOf(standard);
  }

  /** Where the command stands, so that every signal reaches it exactly once. */
  Spawn.Group group() {
    if (terminal.isPresent()) {
      return Spawn.Group.OWN_SESSION;
    }
    return keysAreOurs ? Spawn.Group.OURS : Spawn.Group.OWN;
  }

  /** Whether a pipe is what the command sees, which makes programs hold their output back. */
  boolean piped() {
    return terminal.isEmpty();
  }

  /** The command runs: copies from now on. */
  void started() throws IOException {
    closedAfterStart.forEach(Descriptor::close);
    // Before the first byte is copied: a terminal that is not raw yet would end lines once more.
    if (terminal.isPresent() && ours.isPresent() && Descriptor.STDOUT.isOurForeground()) {
      if (standard.containsKey(0)) {
        ours.get().raw();
        passKeys(terminal.get());
      } else {
        ours.get().rawOutput();
      }
    }
    taps.forEach(OutputTap::start);
  }

  private static void passKeys(PseudoTerminal terminal) {
    Thread.ofPlatform()
        .daemon()
        .name("keys")
        .start(
            () -> {
              byte[] keys = new byte[4096];
              try {
                for (int n = Descriptor.STDIN.read(keys); n > 0; n = Descriptor.STDIN.read(keys)) {
                  terminal.master().write(keys, n);
                }
              } catch (IOException e) {
                // The command is gone, and with it whoever wants keys.
              }
            });
  }

  /** Gives the command's terminal the size of ours. */
  void followSize() {
    if (terminal.isPresent()) {
      try {
        WindowSize.of(Descriptor.STDOUT).giveTo(terminal.get().master());
      } catch (IOException e) {
        // A terminal without a size has none to give.
      }
    }
  }

  /** Waits until what the command said is copied, within reason. */
  void finish(java.time.Duration within) {
    taps.forEach(tap -> tap.finish(within));
  }

  /** Our terminal is as it was. */
  void restore() {
    if (ours.isPresent() && Descriptor.STDOUT.isOurForeground()) {
      try {
        ours.get().restore();
      } catch (IOException e) {
        // The terminal is gone.
      }
    }
  }
}
