package io.trainwatt.pipeline.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.pipeline.stage.StageBooks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Every run rule over labelled traces. With {@code -Dtrainwatt.writeDocs=true} it writes the table
 * of {@code docs/reference/detectors.md}; without, it holds the page to what it finds.
 */
class DetectorsOnTracesTest {
  private static final String BEGIN = "<!-- table: written by DetectorsOnTracesTest -->\n";
  private static final String END = "<!-- end of table -->\n";

  /** How a rule did. */
  private static final class Score {
    private int traces;
    private int right;
    private int wrong;
    private final List<Integer> seconds = new ArrayList<>();
  }

  @Test
  void aHundredHealthyHoursRaiseNothing() {
    List<String> alarms = new ArrayList<>();
    int seconds = 0;
    for (Trace trace : Traces.healthy()) {
      seconds += trace.seconds();
      trace.play(7).forEach((rule, at) -> alarms.add(trace.name() + ": " + rule + " at " + at));
    }

    assertThat(alarms).isEmpty();
    assertThat(seconds).isEqualTo(100 * 3_600);
  }

  @Test
  void everyFaultIsFoundAndThePageSaysHow() throws IOException {
    TreeMap<String, Score> scores = new TreeMap<>();
    List<String> missed = new ArrayList<>();
    for (Trace trace : Traces.faulty()) {
      Map<String, Integer> fired = trace.play(11);
      Score score = scores.computeIfAbsent(trace.rule(), rule -> new Score());
      score.traces++;
      Integer at = fired.get(trace.rule());
      if (at != null && at >= trace.onset()) {
        score.right++;
        score.seconds.add(at - trace.onset());
      } else {
        missed.add(trace.name() + " from " + trace.onset() + ", fired " + fired);
      }
      fired.forEach(
          (rule, when) -> {
            boolean right = rule.equals(trace.rule()) && when >= trace.onset();
            if (!right && !trace.mayToo().contains(rule)) {
              scores.computeIfAbsent(rule, name -> new Score()).wrong++;
              missed.add(trace.name() + " from " + trace.onset() + ": also " + rule + " " + when);
            }
          });
    }
    String table = table(scores);
    Path page = Path.of(System.getProperty("trainwatt.root", ".."), "docs/reference/detectors.md");
    String text = Files.readString(page);
    int begin = text.indexOf(BEGIN) + BEGIN.length();
    int end = text.indexOf(END);
    if (Boolean.getBoolean("trainwatt.writeDocs")) {
      Files.writeString(page, text.substring(0, begin) + table + text.substring(end));
    } else {
      assertThat(text.substring(begin, end)).as(String.join("\n", missed)).isEqualTo(table);
    }

    scores.forEach(
        (rule, score) -> {
          assertThat(score.right).as("%s: %s", rule, missed).isEqualTo(score.traces);
          assertThat(score.wrong).as("%s: %s", rule, missed).isZero();
        });
  }

  @Test
  void whatNoTraceShowsIsNamedOnThePage() throws IOException {
    String page =
        Files.readString(
            Path.of(System.getProperty("trainwatt.root", ".."), "docs/reference/detectors.md"));

    assertThat(
            AlertRules.forRun(
                WatchConfig.DEFAULT,
                new StopJudge(EarlyStopping.Config.DEFAULT),
                new Cohorts(BudgetConfig.NONE, new StageBooks().of("budgets"))))
        .allMatch(rule -> page.contains(rule.rule()));
    assertThat(AlertRules.forNode()).allMatch(rule -> page.contains(rule.rule()));
    assertThat(page).contains(SilentCluster.ONE, SilentCluster.MANY);
  }

  private static String table(Map<String, Score> scores) {
    StringBuilder text = new StringBuilder();
    text.append("| rule | traces | recall | precision | time to alert, median | longest |\n");
    text.append("| --- | --- | --- | --- | --- | --- |\n");
    scores.forEach(
        (rule, score) -> {
          List<Integer> sorted = score.seconds.stream().sorted().toList();
          text.append(
              String.format(
                  Locale.ROOT,
                  "| %s | %d | %.2f | %.2f | %s | %s |\n",
                  rule,
                  score.traces,
                  (double) score.right / Math.max(1, score.traces),
                  (double) score.right / Math.max(1, score.right + score.wrong),
                  sorted.isEmpty() ? "–" : time(sorted.get(sorted.size() / 2)),
                  sorted.isEmpty() ? "–" : time(sorted.getLast())));
        });
    return text.toString();
  }

  private static String time(int seconds) {
    return seconds < 120 ? seconds + " s" : seconds / 60 + " min";
  }
}
