package io.trainwatt.agent.sense;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Prints a survey; the main class of {@link ForbiddenTest}'s process. */
final class SurveyPrinter {
  private SurveyPrinter() {}

  public static void main(String[] args) {
    Path machine = Path.of(args[0]);
    SensorConfig config = SensorConfig.of(machine.resolve("sys"), machine.resolve("proc"));
    Survey survey = Survey.of(config, () -> 1);
    StringBuilder text = new StringBuilder();
    for (Survey.Entry entry : survey.entries()) {
      text.append(
          "device %s %s%n"
              .formatted(
                  entry.facts().device(), entry.facts().inTotal() ? "in total" : "not in total"));
    }
    survey
        .findings()
        .forEach(
            finding ->
                text.append(
                    "finding %s: %s: %s%n"
                        .formatted(finding.subject(), finding.problem(), finding.remedy())));
    System.out.write(text.toString().getBytes(StandardCharsets.UTF_8), 0, text.length());
    System.out.flush();
  }
}
