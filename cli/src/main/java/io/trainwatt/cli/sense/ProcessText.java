package io.trainwatt.cli.sense;

import io.trainwatt.agent.discovery.Identity;
import io.trainwatt.agent.discovery.ProcessSurvey;
import io.trainwatt.cli.console.Paint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What processes would be found as, for a reader. */
public final class ProcessText {
  private ProcessText() {}

  /** A line a process that would be of a run, and its labels. */
  public static List<String> of(ProcessSurvey survey, Paint paint) {
    List<String> lines = new ArrayList<>();
    for (ProcessSurvey.Entry entry : survey.entries()) {
      if (entry.verdict().isRun()) {
        Identity identity = entry.identity();
        lines.add(
            "%s process %d %s  %s %s  %s"
                .formatted(
                    paint.green("✓"),
                    entry.process().pid(),
                    entry.process().name(),
                    paint.bold(identity.run().orElse("a run of its own")),
                    identity.name(),
                    entry.process().user()));
        lines.add(paint.dim("    " + entry.verdict().why()));
        String labels = labels(identity.labels());
        if (!labels.isEmpty()) {
          lines.add(paint.dim("    " + labels));
        }
      }
    }
    return lines;
  }

  private static String labels(Map<String, String> labels) {
    return labels.entrySet().stream()
        .map(label -> label.getKey() + "=" + label.getValue())
        .collect(Collectors.joining("  "));
  }
}
