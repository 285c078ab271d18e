package io.trainwatt.collector.sink.influx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trainwatt.collector.fixture.InfluxServer;
import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.CarbonFigure;
import io.trainwatt.events.account.CarbonMethod;
import io.trainwatt.events.account.EnergyEntry;
import io.trainwatt.events.account.ProgressPoint;
import io.trainwatt.events.account.RunProgress;
import io.trainwatt.events.account.SeriesPoint;
import io.trainwatt.events.account.SliceEntry;
import io.trainwatt.events.account.Subject;
import io.trainwatt.events.alert.Alert;
import io.trainwatt.events.alert.Severity;
import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.progress.Phase;
import io.trainwatt.events.progress.Work;
import io.trainwatt.events.quantity.Band;
import io.trainwatt.events.quantity.Energy;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.run.RunState;
import io.trainwatt.events.sample.Component;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every query of every board, against a real InfluxDB filled by the sink's own points with runs
 * whose energy is known.
 */
final class DashboardQueriesIT {
  private static final Path BOARDS = Path.of("..", "dashboards");
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final long START = 1_795_000_000_000_000L;
  private static final int SECONDS = 120;
  private static final long SECOND = 1_000_000;
  private static final String NODE = "lab/node.1";
  private static final String RUN = "20261122-190501-3f9a2c";
  private static final String OTHER_RUN = "20261122-190502-aaaaaa";

  // Odd numbers, so that a division of whole numbers anywhere is seen.
  private static final long CPU = 33_333_331;
  private static final long MEMORY = 7_000_003;
  private static final long METER = 60_000_000;
  private static final long NOBODY = 4_999_999;
  private static final long TOKENS = 97;

  @TempDir static Path dir;
  private static InfluxServer influx;

  @BeforeAll
  static void fill() throws Exception {
    Optional<Path> binary = InfluxServer.binary();
    boolean mustRun = "true".equals(System.getenv("TRAINWATT_TEST_REQUIRE_ALL"));
    Assumptions.assumeTrue(
        binary.isPresent() || mustRun,
        "skipped: no influxd on the path, and TRAINWATT_INFLUXD names none");
    assertThat(binary).as("influxd, on the path or named by TRAINWATT_INFLUXD").isPresent();
    influx = InfluxServer.start(binary.orElseThrow(), dir);
    List<String> lines = new ArrayList<>();
    for (int second = 1; second <= SECONDS; second++) {
      lines.addAll(Points.of(series(new Subject.OfRun(RUN), second, 1)));
      lines.addAll(Points.of(account(RUN, "mine [a/b]", second, 1)));
      lines.addAll(Points.of(series(new Subject.OfRun(OTHER_RUN), second, 5)));
      lines.addAll(Points.of(account(OTHER_RUN, "other", second, 5)));
      lines.addAll(Points.of(series(new Subject.OfNode(NODE), second, 6)));
    }
    lines.addAll(Points.of(alert()));
    try (InfluxWriter writer = new InfluxWriter(config())) {
      assertThat(writer.write(lines)).isEqualTo(new WriteResult.Written());
    }
  }

  private static InfluxConfig config() {
    return new InfluxConfig(
        influx.url(),
        "",
        InfluxServer.DATABASE + "/autogen",
        "any",
        Duration.ZERO,
        5000,
        Duration.ofSeconds(20));
  }

  @AfterAll
  static void stop() {
    if (influx != null) {
      influx.close();
    }
  }

  @Test
  void everyQueryAnswersWithNumbersAndNoError() throws Exception {
    for (Path file : boards()) {
      for (JsonNode panel : panels(board(file))) {
        for (JsonNode target : panel.get("targets")) {
          String where = file.getFileName() + ", " + panel.get("title").asText();
          JsonNode rows = answer(where, target.get("query").asText());
          assertThat(rows).as(where).isNotEmpty();
          rows.forEach(series -> assertEveryColumnKnown(where, series));
        }
      }
    }
  }

  @Test
  void everyVariableAndAnnotationAnswers() throws Exception {
    for (Path file : boards()) {
      JsonNode board = board(file);
      for (JsonNode variable : board.at("/templating/list")) {
        if (variable.get("type").asText().equals("query")) {
          String where = file.getFileName() + ", variable " + variable.get("name").asText();
          assertThat(answer(where, variable.get("query").asText())).as(where).isNotEmpty();
        }
      }
      for (JsonNode annotation : board.at("/annotations/list")) {
        String where = file.getFileName() + ", annotation";
        assertThat(answer(where, annotation.at("/target/query").asText())).as(where).isNotEmpty();
      }
    }
  }

  @Test
  void theEnergyOfARunIsWhatWentInAndNoOthers() throws Exception {
    double joules = SECONDS * (CPU + MEMORY) / 1e6;
    JsonNode energy = only(query("one-run.json", "Energy"));
    assertThat(number(energy, "energy")).isCloseTo(joules, within(1e-6));
    assertThat(number(energy, "plus or minus")).isCloseTo(joules / 10, within(1e-5));

    JsonNode qualities = only(query("one-run.json", "Energy by quality"));
    assertThat(number(qualities, "counted")).isCloseTo(SECONDS * CPU / 1e6, within(1e-6));
    assertThat(number(qualities, "modelled")).isCloseTo(SECONDS * MEMORY / 1e6, within(1e-6));
    assertThat(number(qualities, "integrated")).isZero();

    Map<String, Long> expected = Map.of("cpu", CPU, "memory", MEMORY, "meter", METER);
    JsonNode devices = query("one-run.json", "Energy by device, within the board's time");
    assertThat(devices).hasSize(expected.size());
    for (JsonNode device : devices) {
      String name = device.at("/tags/device").asText();
      assertThat(device.at("/tags/in_total").asBoolean()).isEqualTo(!name.equals("meter"));
      assertThat(number(device, "energy"))
          .isCloseTo(SECONDS * expected.getOrDefault(name, 0L) / 1e6, within(1e-6));
    }
  }

  @Test
  void powerIsThatOfTheDevicesInTheTotalAlone() throws Exception {
    Map<String, Long> expected = Map.of("cpu", CPU, "memory", MEMORY);
    JsonNode components = query("one-run.json", "Power by component");
    assertThat(components).hasSize(expected.size());
    for (JsonNode component : components) {
      double watts = expected.getOrDefault(component.at("/tags/component").asText(), 0L) / 1e6;
      for (JsonNode row : component.get("values")) {
        assertThat(row.get(1).asDouble()).isCloseTo(watts, within(1e-6));
      }
    }
  }

  @Test
  void whatBelongsToNobodyIsToldFromWhatBelongsToRuns() throws Exception {
    JsonNode owners = only(query("one-run.json", "Whose power it is on the run's nodes"));
    assertThat(number(owners, "nobody")).isCloseTo(2 * NOBODY / 1e6, within(1e-6));
    assertThat(number(owners, "runs"))
        .isCloseTo((6 * (CPU + MEMORY) - 2 * NOBODY) / 1e6, within(1e-6));
  }

  @Test
  void boardsKeepTheHouseRules() throws Exception {
    Set<String> uids = new HashSet<>();
    for (Path file : boards()) {
      JsonNode board = board(file);
      String name = file.getFileName().toString();
      assertThat(uids.add(board.get("uid").asText())).as(name + ": uid of its own").isTrue();
      assertThat(board.has("id")).as(name + ": no id, that is Grafana's").isFalse();
      assertThat(board.at("/templating/list").findValuesAsText("name")).contains("datasource");
      Set<Integer> ids = new HashSet<>();
      StringBuilder queries = new StringBuilder();
      for (JsonNode panel : panels(board)) {
        String where = name + ", " + panel.get("title").asText();
        assertThat(ids.add(panel.get("id").asInt())).as(where + ": id of its own").isTrue();
        assertThat(panel.get("description").asText()).as(where + ": described").isNotBlank();
        assertThat(panel.at("/fieldConfig/defaults/unit").asText())
            .as(where + ": unit")
            .isNotBlank();
        assertThat(panel.at("/datasource/uid").asText()).as(where).isEqualTo("${datasource}");
        for (JsonNode target : panel.get("targets")) {
          assertThat(target.at("/datasource/uid").asText()).as(where).isEqualTo("${datasource}");
          assertThat(target.get("query").asText()).as(where).contains("$timeFilter");
          queries.append(target.get("query").asText()).append('\n');
        }
      }
      assertThat(queries).as(name + ": quality and band visible").contains("quality", "plus_minus");
    }
  }

  private static void assertEveryColumnKnown(String where, JsonNode series) {
    JsonNode columns = series.get("columns");
    for (int column = 1; column < columns.size(); column++) {
      boolean known = false;
      for (JsonNode row : series.get("values")) {
        known |= !row.get(column).isNull();
      }
      assertThat(known).as(where + ": " + columns.get(column).asText()).isTrue();
    }
  }

  /** The series that a board's panel gets. */
  private static JsonNode query(String file, String title) throws Exception {
    for (JsonNode panel : panels(board(BOARDS.resolve(file)))) {
      if (panel.get("title").asText().equals(title)) {
        return answer(title, panel.at("/targets/0/query").asText());
      }
    }
    throw new AssertionError("no panel \"" + title + "\" in " + file);
  }

  private static JsonNode answer(String where, String query) throws Exception {
    try {
      return influx.query(asGrafanaAsks(query)).at("/results/0").path("series");
    } catch (IOException e) {
      throw new AssertionError(where, e);
    }
  }

  /** The board's variables set and Grafana's own words replaced, as it does before it asks. */
  private static String asGrafanaAsks(String query) {
    String asked =
        query
            .replace(
                "$timeFilter",
                "time >= %dms and time <= %dms"
                    .formatted(START / 1000, (START + SECONDS * SECOND) / 1000))
            .replace("$__interval", "10s")
            .replace("${run}", RUN)
            .replace("${name:regex}", "mine \\[a\\/b\\]")
            .replace("${node:regex}", "(lab\\/node\\.1)");
    assertThat(asked).doesNotContain("$" + "{").doesNotContain("$__");
    return asked;
  }

  private static JsonNode only(JsonNode series) {
    assertThat(series).hasSize(1);
    return series.get(0);
  }

  /** The middle row's value: the first and last intervals may be part of one. */
  private static double number(JsonNode series, String column) {
    List<String> columns = new ArrayList<>();
    series.get("columns").forEach(name -> columns.add(name.asText()));
    JsonNode values = series.get("values");
    return values.get(values.size() / 2).get(columns.indexOf(column)).asDouble();
  }

  private static List<Path> boards() throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(BOARDS, "*.json")) {
      found.forEach(files::add);
    }
    assertThat(files).isNotEmpty();
    return files;
  }

  private static JsonNode board(Path file) throws IOException {
    return JSON.readTree(Files.readAllBytes(file));
  }

  /** All panels, those of folded rows too. */
  private static List<JsonNode> panels(JsonNode board) {
    List<JsonNode> panels = new ArrayList<>();
    for (JsonNode panel : board.get("panels")) {
      if (panel.get("type").asText().equals("row")) {
        panel.path("panels").forEach(panels::add);
      } else {
        panels.add(panel);
      }
    }
    return panels;
  }

  private static SeriesPoint series(Subject subject, int second, long times) {
    boolean run = subject instanceof Subject.OfRun;
    Energy nobody = Energy.ofMicrojoules(run ? 0 : NOBODY);
    long to = START + second * SECOND;
    return new SeriesPoint(
        subject,
        NODE,
        to - SECOND,
        to,
        List.of(
            slice("cpu", Component.CPU, Quality.COUNTED, true, times * CPU, nobody),
            slice("memory", Component.MEMORY, Quality.MODELLED, true, times * MEMORY, nobody),
            slice("meter", Component.NODE, Quality.INTEGRATED, false, times * METER, nobody)),
        Energy.ofMicrojoules(second * times * (CPU + MEMORY)),
        List.of(),
        run ? Optional.of(progress(second)) : Optional.empty());
  }

  private static SliceEntry slice(
      String device,
      Component component,
      Quality quality,
      boolean inTotal,
      long microjoules,
      Energy nobody) {
    return new SliceEntry(
        device, component, quality, inTotal, Energy.ofMicrojoules(microjoules), nobody);
  }

  private static ProgressPoint progress(int second) {
    return new ProgressPoint(
        OptionalLong.of(second),
        work(second),
        Optional.of(Loss.of(4.0 / second)),
        Optional.of(Loss.of(4.5 / second)),
        OptionalDouble.of(0.01),
        Phase.TRAINING);
  }

  private static Work work(int second) {
    return new Work(
        OptionalLong.of(second),
        OptionalLong.of(second * TOKENS),
        OptionalLong.empty(),
        OptionalLong.empty());
  }

  private static Account account(String id, String name, int second, long times) {
    long cpu = second * times * CPU;
    long memory = second * times * MEMORY;
    Account.Ledger ledger =
        new Account.Ledger(
            second,
            START + second * SECOND,
            START,
            List.of(
                entry("cpu", Component.CPU, Quality.COUNTED, true, cpu),
                entry("memory", Component.MEMORY, Quality.MODELLED, true, memory),
                entry("meter", Component.NODE, Quality.INTEGRATED, false, second * times * METER)),
            new Band(Energy.ofMicrojoules(cpu + memory), Energy.ofMicrojoules((cpu + memory) / 10)),
            List.of(new CarbonFigure(CarbonMethod.LOCATION_BASED, cpu / 10, cpu / 100, List.of())));
    return new Account.OfRun(
        id,
        name,
        Map.of(),
        "ann",
        "hook",
        RunState.RUNNING,
        START,
        OptionalLong.empty(),
        OptionalInt.empty(),
        Optional.of(runProgress(second, cpu + memory)),
        List.of(),
        ledger);
  }

  private static EnergyEntry entry(
      String device, Component component, Quality quality, boolean inTotal, long microjoules) {
    return new EnergyEntry(
        NODE,
        device,
        component,
        quality,
        inTotal,
        Energy.ofMicrojoules(microjoules),
        Energy.ZERO,
        Energy.ZERO,
        100_000,
        device);
  }

  private static RunProgress runProgress(int second, long microjoules) {
    return new RunProgress(
        work(second),
        OptionalLong.of(second),
        Optional.of(Loss.of(4.0)),
        Optional.of(Loss.of(4.0 / second)),
        Optional.empty(),
        OptionalDouble.of(0.01),
        Phase.TRAINING,
        OptionalLong.empty(),
        1,
        1,
        START,
        START + second * SECOND,
        Optional.of(Energy.ofMicrojoules(microjoules)),
        work(second),
        Energy.ofMicrojoules(CPU),
        List.of("hook"));
  }

  private static Alert alert() {
    return new Alert(
        "f1",
        "RunSilent",
        new Subject.OfRun(RUN),
        Severity.WARNING,
        START + 60 * SECOND,
        OptionalLong.empty(),
        "It says nothing.",
        "Look at it.",
        Energy.ofMicrojoules(CPU),
        1,
        Map.of(),
        "reference/alerts.md",
        1,
        START + 61 * SECOND,
        Map.of());
  }
}
