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
 * Every rule over labelled traces. With {@code -Dtrainwatt.writeDocs=true} it writes the table of
 * {@code docs/reference/detectors.md}; without, it holds the page to what it finds.
 */
class DetectorsOnTracesTest {
  private static final String BEGIN = "<!-- table: written by DetectorsOnTracesTest -->\n";
  private static final String END = "<!-- end of table -->\n";

  /** How a rule did. */
  private static final class Score {
    private int traces;
    private int nearMisses;
    private int right;
    private int wrong;
    private final List<Integer> seconds = new ArrayList<>();
  }

  /** A trace, and the first second at which each rule spoke on it. */
  private record Played(Labelled trace, Map<String, Integer> fired) {
    private static List<Played> all(List<? extends Labelled> traces, long seed) {
      return traces.parallelStream().map(each -> new Played(each, each.play(seed))).toList();
    }
  }

  @Test
  void aHundredHealthyHoursRaiseNothing() {
    List<Labelled> traces = new ArrayList<>(Traces.healthy());
    assertThat(traces.stream().mapToInt(Labelled::seconds).sum()).isEqualTo(100 * 3_600);
    traces.add(ClusterTraces.healthy());

    assertThat(Played.all(traces, 7)).allMatch(played -> played.fired.isEmpty());
  }

  @Test
  void everyFaultIsFoundNoNearMissIsAndThePageSaysHow() throws IOException {
    List<Labelled> traces = new ArrayList<>(Traces.faulty());
    traces.addAll(ClusterTraces.faulty());
    traces.addAll(Traces.nearMisses());
    traces.addAll(ClusterTraces.nearMisses());
    TreeMap<String, Score> scores = new TreeMap<>();
    List<String> amiss = new ArrayList<>();
    Played.all(traces, 11).forEach(played -> score(played, scores, amiss));
    String table = table(scores);
    Path page = Path.of(System.getProperty("trainwatt.root", ".."), "docs/reference/detectors.md");
    String text = Files.readString(page);
    int begin = text.indexOf(BEGIN) + BEGIN.length();
    int end = text.indexOf(END);
    if (Boolean.getBoolean("trainwatt.writeDocs")) {
      Files.writeString(page, text.substring(0, begin) + table + text.substring(end));
    } else {
      assertThat(text.substring(begin, end)).as(String.join("\n", amiss)).isEqualTo(table);
    }

    assertThat(amiss).isEmpty();
  }

  private static void score(Played played, Map<String, Score> scores, List<String> amiss) {
    Labelled trace = played.trace;
    Score score = scores.computeIfAbsent(trace.rule(), rule -> new Score());
    boolean found = false;
    for (Map.Entry<String, Integer> each : played.fired.entrySet()) {
      String rule = each.getKey();
      boolean right =
          trace.faulty() && rule.equals(trace.rule()) && each.getValue() >= trace.onset();
      if (right) {
        found = true;
        score.seconds.add(each.getValue() - trace.onset());
      } else if (!trace.mayToo().contains(rule)) {
        scores.computeIfAbsent(rule, name -> new Score()).wrong++;
        amiss.add("%s at %d on %s".formatted(rule, each.getValue(), trace.described()));
      }
    }
    score.nearMisses += trace.faulty() ? 0 : 1;
    score.traces += trace.faulty() ? 1 : 0;
    score.right += found ? 1 : 0;
    if (trace.faulty() && !found) {
      amiss.add("nothing on " + trace.described());
    }
  }

  @Test
  void everyRuleOfTheProductStandsOnThePage() throws IOException {
    String page =
        Files.readString(
            Path.of(System.getProperty("trainwatt.root", ".."), "docs/reference/detectors.md"));
    List<String> rules = new ArrayList<>(List.of(SilentCluster.ONE, SilentCluster.MANY));
    AlertRules.forRun(
            WatchConfig.DEFAULT,
            new StopJudge(EarlyStopping.Config.DEFAULT),
            new Cohorts(BudgetConfig.NONE, new StageBooks().of("budgets")))
        .forEach(rule -> rules.add(rule.rule()));
    AlertRules.forNode().forEach(rule -> rules.add(rule.rule()));

    assertThat(rules).allMatch(rule -> page.contains("\n| " + rule + " | "));
  }

  private static String table(Map<String, Score> scores) {
    StringBuilder text = new StringBuilder();
    text.append(
        "| rule | traces | near misses | recall | precision | time to alert, median | longest |\n");
    text.append("| --- | --- | --- | --- | --- | --- | --- |\n");
    scores.forEach(
        (rule, score) -> {
          List<Integer> sorted = score.seconds.stream().sorted().toList();
          text.append(
              String.format(
                  Locale.ROOT,
                  "| %s | %d | %d | %.2f | %.2f | %s | %s |\n",
                  rule,
                  score.traces,
                  score.nearMisses,
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
