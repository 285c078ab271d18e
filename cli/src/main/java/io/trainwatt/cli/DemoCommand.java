package io.trainwatt.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trainwatt.cli.console.Json;
import io.trainwatt.cli.console.Refusal;
import io.trainwatt.cli.demo.Demo;
import io.trainwatt.cli.demo.DemoSettings;
import io.trainwatt.cli.demo.Python;
import io.trainwatt.cli.report.TextReport;
import io.trainwatt.cli.stack.Home;
import io.trainwatt.cli.stack.StackSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "demo",
    header = "Measure a small real training on this machine, from start to report.",
    description = {
      "Starts a broker, a collector and an agent in a fresh folder, trains a small transformer,",
      "shows the live page, and ends with a report. Nothing is left running."
    },
    footer = {
      "",
      "Example:  trainwatt demo --seconds 60 --json demo.json",
      "          trainwatt demo -- --attention sparse --layers 2",
      "Settings: TRAINWATT_DATA_DIR, TRAINWATT_HTTP_PORT (8484), TRAINWATT_KAFKA_PORT (19092)",
      "Exit:     0 the books balance, 1 they do not, 3 something is missing or taken, 130 Ctrl-C"
    })
final class DemoCommand extends Subcommand {
  private static final int INTERRUPTED = 130;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "How long to train; ${DEFAULT-VALUE} by default.")
  int seconds = 60;

  @Option(names = "--json", paramLabel = "FILE", description = "Where to write the report.")
  @Nullable Path json;

  @Option(names = "--no-browser", description = "Do not open the page.")
  boolean noBrowser;

  @Parameters(
      paramLabel = "OPTION",
      description = "After --: options of the training, see examples/README.md.")
  List<String> training = List.of();

  DemoCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  public Integer call() throws Exception {
    if (seconds < 1) {
      throw Refusal.wrongUse("--seconds is " + seconds, "choose 1 or more");
    }
    if (json != null) {
      // Found out now, not after the training.
      Files.writeString(json, "", StandardCharsets.UTF_8);
    }
    Demo demo =
        new Demo(
            new DemoSettings(
                StackSettings.of(environment()).forDemo(),
                Home.ofThisProcess(),
                Python.require(environment()),
                seconds,
                training,
                !noBrowser),
            output());
    Optional<ObjectNode> report = demo.run();
    if (report.isPresent()) {
      show(report.get());
    }
    if (demo.endedEarly()) {
      return INTERRUPTED;
    }
    return report.filter(r -> r.path("booksBalance").asBoolean()).isPresent() ? 0 : Refusal.NO;
  }

  private void show(ObjectNode report) throws java.io.IOException {
    output().text(TextReport.of(report, output().paint()));
    if (json != null) {
      Files.writeString(json, Json.pretty(report), StandardCharsets.UTF_8);
      output().note("the same as JSON: " + json);
    }
  }
}
