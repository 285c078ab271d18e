package io.trainwatt.cli.sense;

import io.trainwatt.agent.sense.Survey;
import io.trainwatt.agent.sensor.Probe;
import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.cli.console.Paint;
import io.trainwatt.cli.report.Figures;
import io.trainwatt.events.node.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A survey for a reader. */
public final class SurveyText {
  private SurveyText() {}

  /** Lines: devices, what is not read, findings. */
  public static List<String> of(Survey survey, Paint paint) {
    List<String> lines = new ArrayList<>();
    for (Survey.Entry entry : survey.entries()) {
      lines.addAll(device(entry, paint));
    }
    for (Probe.Unused unused : survey.unused()) {
      lines.add(
          paint.dim(
              "not read  %s: %s (%s)".formatted(unused.name(), unused.why(), unused.where())));
    }
    survey.findings().forEach(finding -> lines.addAll(finding(finding, paint)));
    return lines;
  }

  private static List<String> device(Survey.Entry entry, Paint paint) {
    String qualities =
        entry.facts().qualities().stream().map(SurveyJson::word).collect(Collectors.joining(", "));
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s %-16s %-10s %s ± %s  %s"
            .formatted(
                entry.problem().isEmpty() ? paint.green("✓") : paint.red("✗"),
                entry.facts().device(),
                SurveyJson.word(entry.facts().component()),
                paint.bold(qualities),
                Figures.percent(entry.errorPpm()),
                entry.facts().inTotal() ? "in the total" : "not in the total"));
    lines.add(
        paint.dim("    %s, %s".formatted(entry.facts().model(), entry.facts().inTotalReason())));
    lines.add(paint.dim("    " + entry.facts().method()));
    entry.reading().ifPresent(reading -> lines.add(paint.dim("    now " + now(reading))));
    if (!entry.problem().isEmpty()) {
      lines.add("    " + paint.red(entry.problem()));
    }
    return lines;
  }

  private static String now(Reading reading) {
    return switch (reading) {
      case Reading.Counted counted -> counted.microjoules() + " µJ";
      case Reading.Powered powered -> Figures.power(powered.milliwatts());
      case Reading.Modelled modelled ->
          Figures.energy(modelled.microjoules()) + " since the model began";
      case Reading.Failed failed -> failed.reason();
    };
  }

  /** A finding and what mends it. */
  public static List<String> finding(Finding finding, Paint paint) {
    List<String> lines = new ArrayList<>();
    lines.add("%s %s: %s".formatted(paint.yellow("!"), finding.subject(), finding.problem()));
    if (!finding.remedy().isEmpty()) {
      lines.add("    " + paint.bold("→ ") + finding.remedy());
    }
    return lines;
  }
}
