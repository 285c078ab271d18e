package io.trainwatt.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What shows an alert on demand, held to the reference of alerts and to the trainings. */
class ScenarioTest {
  private static final Path ROOT = Path.of(System.getProperty("trainwatt.root", ".."));
  private static final Pattern RULE = Pattern.compile("(?m)^\\| \\[(\\w+)]\\(#\\w+\\) \\|");
  private static final Pattern SHOWN = Pattern.compile("(?m)^\\| (\\w+) \\| ([^|]+) \\|[^|]*\\|$");
  private static final Pattern WORD = Pattern.compile("trainwatt demo --scenario ([a-z-]+)");

  private static List<MatchResult> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().toList();
  }

  private static List<String> wordsOf(String rule) {
    return Arrays.stream(Scenario.values())
        .filter(each -> each.rule().equals(rule))
        .map(Scenario::word)
        .toList();
  }

  @Test
  void everyAlertOfTheReferenceHasItsScenariosOrAReasonWhyNot() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/reference/alerts.md"));
    List<String> rules = found(RULE, page).stream().map(match -> match.group(1)).toList();
    Map<String, String> shown = new TreeMap<>();
    found(SHOWN, page.substring(page.indexOf("## See one on demand")))
        .forEach(match -> shown.put(match.group(1), match.group(2)));
    shown.remove("rule");

    assertThat(rules).hasSizeGreaterThan(20);
    assertThat(shown.keySet()).containsExactlyInAnyOrderElementsOf(rules);
    assertThat(Arrays.stream(Scenario.values()).map(Scenario::rule)).isSubsetOf(rules);
    shown.forEach(
        (rule, how) -> {
          List<String> named = found(WORD, how).stream().map(match -> match.group(1)).toList();
          assertThat(named).as(rule).containsExactlyInAnyOrderElementsOf(wordsOf(rule));
          assertThat(how).as(rule).startsWith(named.isEmpty() ? "no: " : "`trainwatt demo");
        });
  }

  @Test
  void everyScenarioHasItsTrainingAndTheHelpNamesIt() throws IOException {
    String script = Files.readString(ROOT.resolve("examples/scenarios.py"));
    String help = Files.readString(ROOT.resolve("docs/reference/command-line.md"));

    for (Scenario scenario : Scenario.values()) {
      assertThat(script)
          .containsPattern("\"%s\": \\w+,  # %s".formatted(scenario.word(), scenario.rule()));
      assertThat(help).containsPattern("[ ,]" + scenario.word() + "[ ,.]");
    }
  }
}
