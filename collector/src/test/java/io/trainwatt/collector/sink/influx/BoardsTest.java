package io.trainwatt.collector.sink.influx;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What every board keeps to. */
final class BoardsTest {
  private static final Pattern OPENS = Pattern.compile("/d/([a-z-]+)\\?([^\"]*)");
  private static final Pattern RAW =
      Pattern.compile("\\$\\{?(run|runs|name|node|resolution)\\b(?!:regex)");
  private static final Pattern METRIC = Pattern.compile("trainwatt_[a-z0-9_]+");

  @Test
  void everyPanelIsDescribedHasAUnitAndAsksTheChosenSource() throws IOException {
    for (Path file : all()) {
      Set<Integer> ids = new HashSet<>();
      JsonNode board = Boards.read(file);
      assertThat(board.get("description").asText()).as("%s: its question", file).isNotBlank();
      for (JsonNode panel : Boards.panels(board)) {
        String where = file + ", " + panel.get("title").asText();
        assertThat(ids.add(panel.get("id").asInt())).as(where + ": id of its own").isTrue();
        assertThat(panel.get("description").asText()).as(where + ": described").isNotBlank();
        assertThat(panel.at("/fieldConfig/defaults/unit").asText())
            .as(where + ": unit")
            .isNotBlank();
        assertThat(panel.at("/datasource/uid").asText()).as(where).isEqualTo("${datasource}");
        for (JsonNode target : panel.get("targets")) {
          assertThat(target.at("/datasource/uid").asText()).as(where).isEqualTo("${datasource}");
        }
      }
    }
  }

  @Test
  void panelsLieBesideEachOtherAndWithinTheBoard() throws IOException {
    for (Path file : all()) {
      Set<String> taken = new HashSet<>();
      for (JsonNode panel : Boards.panels(Boards.read(file))) {
        JsonNode at = panel.get("gridPos");
        int right = at.get("x").asInt() + at.get("w").asInt();
        assertThat(right).as(file + ", " + panel.get("title").asText()).isBetween(1, 24);
        for (int x = at.get("x").asInt(); x < right; x++) {
          for (int y = at.get("y").asInt(); y < at.get("y").asInt() + at.get("h").asInt(); y++) {
            assertThat(taken.add(x + "," + y))
                .as(file + ", " + panel.get("title").asText() + " overlaps")
                .isTrue();
          }
        }
      }
    }
  }

  @Test
  void everyQueryKeepsToTheBoardsTime() throws IOException {
    for (Path file : Boards.influx()) {
      for (JsonNode panel : Boards.panels(Boards.read(file))) {
        for (JsonNode target : panel.get("targets")) {
          assertThat(target.get("query").asText())
              .as(file + ", " + panel.get("title").asText())
              .contains("$timeFilter");
        }
      }
    }
  }

  @Test
  void variablesStandOnlyWhereNothingTheyHoldIsReadAsAQuery() throws IOException {
    for (Path file : Boards.influx()) {
      JsonNode board = Boards.read(file);
      List<String> queries = new ArrayList<>();
      Boards.panels(board)
          .forEach(
              panel -> panel.get("targets").forEach(t -> queries.add(t.get("query").asText())));
      board.at("/templating/list").forEach(v -> queries.add(v.path("query").asText()));
      board.at("/annotations/list").forEach(a -> queries.add(a.at("/target/query").asText()));
      assertThat(queries).as(file.toString()).noneMatch(query -> RAW.matcher(query).find());
    }
  }

  @Test
  void qualityAndBandAreSeenOnEveryBoardOfEnergy() throws IOException {
    for (Path file : Boards.influx()) {
      assertThat(Files.readString(file)).as(file.toString()).contains("quality", "plus_minus");
    }
  }

  @Test
  void boardsOpenOneAnotherAndEveryLinkLeadsSomewhere() throws IOException {
    Set<String> uids = new TreeSet<>();
    for (Path file : all()) {
      JsonNode board = Boards.read(file);
      assertThat(uids.add(board.get("uid").asText())).as(file + ": uid of its own").isTrue();
      assertThat(board.has("id")).as(file + ": no id, that is Grafana's").isFalse();
      assertThat(board.at("/links/0/tags/0").asText())
          .isEqualTo(board.at("/tags/0").asText())
          .startsWith("trainwatt");
    }
    for (Path file : Boards.influx()) {
      Matcher link = OPENS.matcher(Files.readString(file));
      while (link.find()) {
        assertThat(uids).as(file.toString()).contains(link.group(1));
        assertThat(link.group(2)).contains("var-datasource=${datasource}", "percentencode");
      }
    }
  }

  @Test
  void everyMetricThatPrometheusIsAskedForIsInTheReference() throws IOException {
    String reference = Files.readString(Path.of("..", "docs", "reference", "metrics.md"));
    for (Path file : Boards.prometheus()) {
      for (JsonNode panel : Boards.panels(Boards.read(file))) {
        for (JsonNode target : panel.get("targets")) {
          Matcher metric = METRIC.matcher(target.get("expr").asText());
          while (metric.find()) {
            assertThat(reference)
                .as(file + ", " + panel.get("title").asText())
                .contains("| `" + metric.group() + "` |");
          }
        }
      }
    }
  }

  @Test
  void boardsAreWhatTheirBuilderMakes() throws Exception {
    Process check =
        new ProcessBuilder("python3", "../dashboards/build.py", "--check")
            .redirectErrorStream(true)
            .start();
    String said =
        new String(check.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(check.waitFor()).as(said).isZero();
  }

  private static List<Path> all() throws IOException {
    List<Path> all = new ArrayList<>(Boards.influx());
    all.addAll(Boards.prometheus());
    return all;
  }
}
