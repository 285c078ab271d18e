package io.trainwatt.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trainwatt.cli.console.Json;
import io.trainwatt.cli.console.Refusal;
import io.trainwatt.cli.demo.Demo;
import io.trainwatt.cli.demo.DemoSettings;
import io.trainwatt.cli.demo.Python;
import io.trainwatt.cli.demo.Scenario;
import io.trainwatt.cli.report.TextReport;
import io.trainwatt.cli.stack.Home;
import io.trainwatt.cli.stack.StackSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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
      "shows the live page, and ends with a report. Nothing is left running.",
      "With --scenario the training goes wrong for real, until its alert is there."
    },
    footer = {
      "",
      "Example:  trainwatt demo --seconds 60 --json demo.json",
      "          trainwatt demo -- --attention sparse --layers 2",
      "          trainwatt demo --scenario plateau",
      "Settings: TRAINWATT_DATA_DIR, TRAINWATT_HTTP_PORT (8484), TRAINWATT_KAFKA_PORT (19092)",
      "Exit:     0 the books balance and the alert came, 1 not so, 3 something is missing or taken,",
      "          130 Ctrl-C"
    })
final class DemoCommand extends Subcommand {
  private static final int INTERRUPTED = 130;
  private static final int SECONDS = 60;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "How long to train; 60 by default, or what the scenario takes.")
  @Nullable Integer seconds;

  @Option(
      names = "--scenario",
      paramLabel = "NAME",
      description = {
        "A training that goes wrong: idle, hang, nan, plateau, overfit, diverge,",
        "starved, straggler, budget, shared, at-risk, overhead, inefficient,",
        "costlier or dirty-hours. docs/reference/alerts.md says which alert each",
        "is for and how long it takes, and why others have none."
      })
  @Nullable String scenario;

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
    Optional<Scenario> chosen = chosen();
    int lasting = seconds == null ? chosen.map(Scenario::seconds).orElse(SECONDS) : seconds;
    if (lasting < 1) {
      throw Refusal.wrongUse("--seconds is " + lasting, "choose 1 or more");
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
                lasting,
                training,
                !noBrowser,
                chosen),
            output());
    Optional<ObjectNode> report = demo.run();
    if (report.isPresent()) {
      show(report.get());
    }
    if (demo.endedEarly()) {
      return INTERRUPTED;
    }
    if (!demo.showedItsAlert()) {
      output().note("the alert %s did not come".formatted(chosen.orElseThrow().rule()));
      return Refusal.NO;
    }
    return report.filter(r -> r.path("booksBalance").asBoolean()).isPresent() ? 0 : Refusal.NO;
  }

  private Optional<Scenario> chosen() {
    String word = scenario;
    if (word == null) {
      return Optional.empty();
    }
    return Arrays.stream(Scenario.values())
        .filter(each -> each.word().equals(word))
        .findFirst()
        .or(
            () -> {
              throw Refusal.wrongUse(
                  "--scenario is " + word, "choose one of " + String.join(", ", Scenario.words()));
            });
  }

  private void show(ObjectNode report) throws java.io.IOException {
    output().text(TextReport.of(report, output().paint()));
    if (json != null) {
      Files.writeString(json, Json.pretty(report), StandardCharsets.UTF_8);
      output().note("the same as JSON: " + json);
    }
  }
}
