package io.trainwatt.cli.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trainwatt.agent.progress.ProgressReport;
import io.trainwatt.agent.progress.console.ConsoleParser;
import io.trainwatt.agent.progress.console.ConsoleProgress;
import io.trainwatt.agent.progress.file.FileFormat;
import io.trainwatt.agent.progress.pattern.LinePattern;
import io.trainwatt.cli.socket.AgentConnection;
import io.trainwatt.events.progress.Loss;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Progress messages from a command's output lines.
 *
 * <p>A training that prints losses and never a step takes one step a loss, for all that its output
 * says: until a line names a step, each loss counts as one.
 */
public final class ProgressLines {
  private final ConsoleProgress console;
  private boolean stepsAreNamed;
  private long losses;

  /**
   * @param pattern the user's own, for lines that no format has
   */
  public ProgressLines(Optional<LinePattern> pattern) {
    this.console = new ConsoleProgress(FileFormat.own(pattern, new ConsoleParser()));
  }

  /** What the line says, if anything, as {@code docs/reference/agent-protocol.md} has it. */
  public Optional<ObjectNode> line(String line, long monotonicNanos, long wallMicros) {
    return console.line(line, monotonicNanos, wallMicros).map(this::message);
  }

  private ObjectNode message(ProgressReport report) {
    ObjectNode message = AgentConnection.message("progress");
    message.put("wall_micros", report.wallMicros());
    message.put("monotonic_nanos", report.monotonicNanos());
    report.phase().ifPresent(phase -> message.put("phase", phase.name().toLowerCase(Locale.ROOT)));
    stepsAreNamed |= report.step().isPresent();
    if (stepsAreNamed) {
      put(message, "step", report.step());
      put(message, "steps", report.work().steps());
    } else if (report.loss().isPresent()) {
      losses++;
      message.put("step", losses).put("steps", losses);
    }
    put(message, "tokens", report.work().tokens());
    put(message, "samples", report.work().samples());
    put(message, "gigaflops", report.work().gigaflops());
    put(message, "planned_steps", report.plannedSteps());
    report.loss().ifPresent(loss -> put(message, "loss", loss));
    report.validationLoss().ifPresent(loss -> put(message, "val_loss", loss));
    report.learningRate().ifPresent(rate -> message.put("lr", rate));
    report.epoch().ifPresent(epoch -> message.put("epoch", epoch));
    return message;
  }

  private static void put(ObjectNode message, String field, OptionalLong value) {
    value.ifPresent(number -> message.put(field, number));
  }

  private static void put(ObjectNode message, String field, Loss loss) {
    switch (loss) {
      case Loss.Finite finite -> message.put(field, finite.value());
      case Loss.NonFinite.NAN -> message.put(field, "NaN");
      case Loss.NonFinite.POSITIVE_INFINITY -> message.put(field, "Infinity");
      case Loss.NonFinite.NEGATIVE_INFINITY -> message.put(field, "-Infinity");
    }
  }
}
