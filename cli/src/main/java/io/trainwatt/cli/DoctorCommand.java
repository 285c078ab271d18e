package io.trainwatt.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trainwatt.agent.sense.Survey;
import io.trainwatt.cli.console.Json;
import io.trainwatt.cli.console.Paint;
import io.trainwatt.cli.console.Refusal;
import io.trainwatt.cli.doctor.Check;
import io.trainwatt.cli.doctor.Examination;
import io.trainwatt.cli.doctor.Noticed;
import io.trainwatt.cli.sense.AgentSensors;
import io.trainwatt.cli.sense.SurveyJson;
import io.trainwatt.cli.sense.SurveyText;
import io.trainwatt.cli.stack.StackSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "doctor",
    header = "Say what can be measured here, how well, and what would mend the rest.",
    footer = {
      "",
      "Example:  trainwatt doctor --json",
      "Exit:     0 something can be measured, 1 nothing can, 2 a setting cannot be used"
    })
final class DoctorCommand extends Subcommand {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The agent's settings, such as how its BMC is asked.")
  Optional<Path> config = Optional.empty();

  @Option(names = "--json", description = "Print facts as JSON.")
  boolean json;

  DoctorCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  public Integer call() {
    Survey survey =
        Survey.of(
            AgentSensors.of(config, environment(), Path.of("/sys"), Path.of("/proc")),
            System::nanoTime);
    List<Check> checks =
        Examination.of(
            environment(),
            StackSettings.of(environment()),
            AgentLookup.sockets(environment()),
            Path.of("/dev"));
    Optional<Noticed> noticed = Noticed.by(AgentLookup.sockets(environment()));
    boolean measures = survey.entries().stream().anyMatch(entry -> entry.problem().isEmpty());
    if (json) {
      output().text(Json.pretty(asJson(survey, checks, noticed, measures)));
    } else {
      say(survey, checks, noticed);
    }
    return measures ? 0 : Refusal.NO;
  }

  private void say(Survey survey, List<Check> checks, Optional<Noticed> noticed) {
    Paint paint = output().paint();
    output().line(paint.bold("What can be measured here"));
    SurveyText.of(survey, paint).forEach(line -> output().line("  " + line));
    output().line("");
    output().line(paint.bold("What it takes"));
    for (Check check : checks) {
      String sign =
          switch (check.verdict()) {
            case GOOD -> paint.green("✓");
            case LIMITED -> paint.yellow("!");
            case MISSING -> paint.dim("–");
          };
      output().line("  %s %-18s %s".formatted(sign, check.subject(), check.detail()));
      if (!check.remedy().isEmpty()) {
        output().line("      " + paint.bold("→ ") + check.remedy());
      }
    }
    if (noticed.isPresent()) {
      output().line("");
      output().line(paint.bold("What the agent noticed since it began"));
      List<String> lines = noticed.get().lines();
      (lines.isEmpty() ? List.of("nothing") : lines).forEach(line -> output().line("  " + line));
    }
  }

  private static ObjectNode asJson(
      Survey survey, List<Check> checks, Optional<Noticed> noticed, boolean measures) {
    ObjectNode all = Json.object();
    all.put("canMeasure", measures);
    all.setAll(SurveyJson.of(survey));
    ArrayNode rows = all.putArray("checks");
    for (Check check : checks) {
      rows.addObject()
          .put("subject", check.subject())
          .put("verdict", check.verdict().name().toLowerCase(Locale.ROOT))
          .put("detail", check.detail())
          .put("remedy", check.remedy());
    }
    noticed.ifPresent(events -> all.set("events", events.json()));
    return all;
  }
}
