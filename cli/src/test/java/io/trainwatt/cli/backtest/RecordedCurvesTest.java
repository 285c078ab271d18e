package io.trainwatt.cli.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The bars of early stopping and forecasts over recorded runs, row by row: 57 that were looked at
 * while both were made, 70 that learn late or hardly at all, and further ones of other tasks. With
 * {@code -Dtrainwatt.writeDocs=true} it writes the tables of {@code
 * docs/reference/early-stopping.md}; without, it holds the page to what it finds.
 */
class RecordedCurvesTest {
  private static final CurveSet SHARED = CurveSet.of("curves");
  private static final CurveSet OTHER = CurveSet.of("curves-other");
  private static final CurveSet FURTHER = CurveSet.of("curves-further");
  private static final List<CurveSet> ALL = List.of(SHARED, OTHER, FURTHER);

  @Test
  void atMostOneOfTheSharedStopsIsBadAndAThirdIsSaved() {
    assertThat(SHARED.size()).isEqualTo(57);
    assertThat(SHARED.stops().bad()).hasSizeLessThanOrEqualTo(1);
    assertThat(SHARED.stops().saved()).isGreaterThanOrEqualTo(0.33);
  }

  @Test
  void ofTheOthersAQuarterIsSavedAndAtMostOneStopIsBad() {
    assertThat(OTHER.size()).isEqualTo(70);
    assertThat(OTHER.stops().bad()).hasSizeLessThanOrEqualTo(1);
    assertThat(OTHER.stops().saved()).isGreaterThanOrEqualTo(0.24);
  }

  @Test
  void moreIsSavedThanByPatienceTwentyAndTwoStopsInAHundredAreBad() {
    assertThat(ALL)
        .allSatisfy(
            set -> {
              CurveSet.Stops patience = set.stopsBy(curve -> curve.patience(20));
              assertThat(set.stops().saved()).isGreaterThan(1.25 * patience.saved());
              assertThat(set.stops().bad())
                  .hasSizeLessThanOrEqualTo((int) Math.ceil(0.02 * set.size()));
            });
  }

  // On the whole curves the error is 0.497, 0.48 and 0.37 of that of the last value; these are
  // thinned.
  @Test
  void ofTheSharedRunsTheEndIsSeenTwiceAsWellAsByTheLastValue() {
    for (int percent : List.of(25, 50, 75)) {
      assertThat(SHARED.error(percent)).isLessThan(0.51 * SHARED.errorOfLastValue(percent));
    }
  }

  @Test
  void ofAllRunsItIsSeenBetterThanByTheLastValue() {
    for (CurveSet set : ALL) {
      for (int percent : List.of(25, 50, 75)) {
        assertThat(set.error(percent)).isLessThan(0.8 * set.errorOfLastValue(percent));
      }
    }
  }

  @Test
  void fourInFiveEndsAndTimesLieInTheirIntervals() {
    assertThat(ALL)
        .allSatisfy(
            set -> {
              assertThat(set.endsInside(25, 50, 75)).isBetween(0.75, 0.90);
              assertThat(set.timesInside()).isBetween(0.75, 0.90);
            });
  }

  @Test
  void thePageSaysHow() throws IOException {
    Path page =
        Path.of(System.getProperty("trainwatt.root", ".."), "docs/reference/early-stopping.md");
    String text = Files.readString(page);
    String now = written(written(text, "stops", stops()), "forecasts", forecasts());
    if (Boolean.getBoolean("trainwatt.writeDocs")) {
      Files.writeString(page, now);
    } else {
      assertThat(text).isEqualTo(now);
    }
  }

  private static String written(String page, String name, String table) {
    String begin = "<!-- " + name + ": written by RecordedCurvesTest -->\n";
    int from = page.indexOf(begin) + begin.length();
    return page.substring(0, from) + table + page.substring(page.indexOf("<!-- end -->", from));
  }

  private static String stops() {
    Map<String, Function<CurveSet, CurveSet.Stops>> rules = new LinkedHashMap<>();
    rules.put("**this one**", CurveSet::stops);
    for (int patience : List.of(5, 10, 20, 30)) {
      rules.put("patience " + patience, set -> set.stopsBy(curve -> curve.patience(patience)));
    }
    rules.put(
        "knows the future, loses nothing",
        set -> set.stopsBy(curve -> OptionalInt.of(curve.best())));
    rules.put(
        "knows the future, stops as soon as a stop is not bad",
        set -> set.stopsBy(curve -> OptionalInt.of(curve.earliest())));
    return table(
        "rule",
        size -> size + ": saved | bad",
        rules,
        (stops, set) ->
            String.format(
                Locale.ROOT, "%.3f | %d", stops.apply(set).saved(), stops.apply(set).bad().size()));
  }

  private static String forecasts() {
    Map<String, Function<CurveSet, String>> rows = new LinkedHashMap<>();
    for (int percent : List.of(25, 50, 75)) {
      rows.put(
          "error from " + percent + " %",
          set ->
              String.format(
                  Locale.ROOT, "%.3f (%.3f)", set.error(percent), set.errorOfLastValue(percent)));
    }
    for (int percent : List.of(25, 50, 75)) {
      rows.put("in the interval from " + percent + " %", set -> share(set.endsInside(percent)));
    }
    rows.put("in the interval, all", set -> share(set.endsInside(25, 50, 75)));
    rows.put("time left in its interval", set -> share(set.timesInside()));
    return table("", size -> size + " runs", rows, Function::apply);
  }

  private static String share(double share) {
    return Math.round(100 * share) + " %";
  }

  private static <R> String table(
      String corner,
      Function<Integer, String> head,
      Map<String, R> rows,
      BiFunction<R, CurveSet, String> cell) {
    String heads =
        ALL.stream().map(set -> head.apply(set.size())).collect(Collectors.joining(" | "));
    StringBuilder text = new StringBuilder("| " + corner + " | " + heads + " |\n|");
    text.append(" --- |".repeat(1 + (int) heads.chars().filter(c -> c == '|').count() + 1))
        .append('\n');
    rows.forEach(
        (name, row) ->
            text.append(
                ALL.stream()
                    .map(set -> cell.apply(row, set))
                    .collect(Collectors.joining(" | ", "| " + name + " | ", " |\n"))));
    return text.toString();
  }
}
