package io.trainwatt.cli;

import io.trainwatt.cli.console.Output;
import io.trainwatt.cli.console.Paint;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Commands run in the test's own process, without an environment, and all that they said. */
final class InProcess {
  private final ByteArrayOutputStream facts = new ByteArrayOutputStream();
  private final ByteArrayOutputStream notes = new ByteArrayOutputStream();

  /** Runs a command line to its end and gives its exit code. */
  int run(String... arguments) {
    Paint plain = Paint.when(false);
    Output output =
        new Output(
            new PrintStream(facts, true, StandardCharsets.UTF_8),
            new PrintStream(notes, true, StandardCharsets.UTF_8),
            plain,
            plain);
    return Trainwatt.commandLine(new Surroundings(Map.of(), output)).execute(arguments);
  }

  /** Standard output since the last {@link #forget}. */
  String facts() {
    return facts.toString(StandardCharsets.UTF_8);
  }

  /** Standard error. */
  String notes() {
    return notes.toString(StandardCharsets.UTF_8);
  }

  void forget() {
    facts.reset();
    notes.reset();
  }
}
