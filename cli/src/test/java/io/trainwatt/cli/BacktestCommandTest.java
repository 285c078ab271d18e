package io.trainwatt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainwatt.cli.console.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BacktestCommandTest {
  private static final String INDEX =
      """
      [{"run": "a", "file": "a.jsonl", "sched": "const", "truth": {"last_step": 100}}]
      """;

  @TempDir private Path folder;
  private final InProcess said = new InProcess();

  @Test
  void asJsonItHasAStepOrNullAndForecasts() throws IOException {
    write("index.json", INDEX);
    write("a.jsonl", rows(81, ""));

    assertThat(backtest(folder.toString(), "--json")).isZero();
    JsonNode all = Json.read(said.facts());
    JsonNode half = all.path("_forecasts").path("a").path("50");
    assertThat(all.path("a").isNull()).isTrue();
    assertThat(half.path("final")).hasSize(3);
    assertThat(half.path("remainingSeconds").path(1).asDouble()).isBetween(49.0, 51.0);
  }

  @Test
  void whatComesLaterChangesNoForecast() throws IOException {
    write("index.json", INDEX);
    write("a.jsonl", rows(101, ""));
    backtest(folder.toString(), "--json");
    JsonNode whole = Json.read(said.facts());
    said.forget();
    write("a.jsonl", rows(60, ""));
    backtest(folder.toString(), "--json");
    JsonNode begun = Json.read(said.facts());

    assertThat(begun.path("_forecasts").path("a").path("50"))
        .isEqualTo(whole.path("_forecasts").path("a").path("50"));
  }

  @Test
  void aLossThatIsNoNumberStopsTheRun() throws IOException {
    write("index.json", INDEX);
    write(
        "a.jsonl",
        rows(40, "")
            + """
            {"t_s": 40, "step": 40, "train_loss": "NaN"}
            {"t_s": 41, "step": 41, "train_loss": "NaN"}
            {"t_s": 42, "step": 42, "train_loss": "Infinity"}
            """);

    assertThat(backtest(folder.toString())).isZero();
    assertThat(said.facts()).contains("a  not finite at step 42");
  }

  @Test
  void aMissingIndexIsNamed() {
    assertThat(backtest(folder.toString())).isEqualTo(3);
    assertThat(said.notes()).contains("index.json is not there");
  }

  @Test
  void aMissingCurveIsNamed() throws IOException {
    write("index.json", INDEX);

    assertThat(backtest(folder.toString())).isEqualTo(3);
    assertThat(said.notes()).contains("a.jsonl is not there");
  }

  @Test
  void aGarbledRowIsNamedWithItsLineAndField() throws IOException {
    write("index.json", INDEX);
    write("a.jsonl", rows(3, "") + "{\"t_s\": 3, \"step\": 3, \"train_loss\": \"low\"}\n");

    assertThat(backtest(folder.toString())).isEqualTo(2);
    assertThat(said.notes()).contains("a.jsonl:4: train_loss is no number");
  }

  @Test
  void aNegativeRateIsRefused() throws IOException {
    write("index.json", INDEX);
    write("a.jsonl", rows(3, ", \"lr\": -1"));

    assertThat(backtest(folder.toString())).isEqualTo(2);
    assertThat(said.notes()).contains("a.jsonl:1: learning rate");
  }

  @Test
  void aFileThatIsNoGzipIsNamed() throws IOException {
    write("index.json", INDEX.replace("a.jsonl", "a.jsonl.gz"));
    write("a.jsonl.gz", "not gzip");

    assertThat(backtest(folder.toString())).isEqualTo(2);
    assertThat(said.notes()).contains("a.jsonl.gz:0: ");
  }

  @Test
  void aGarbledIndexIsNamedWithItsField() throws IOException {
    write("index.json", INDEX.replace("100", "\"many\""));

    assertThat(backtest(folder.toString())).isEqualTo(2);
    assertThat(said.notes()).contains("index.json: [0].truth.last_step is no whole number above 0");
  }

  private static String rows(int count, String more) {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < count; i++) {
      rows.append(
          "{\"t_s\": %d, \"step\": %d, \"train_loss\": %s, \"val_loss\": %s%s}\n"
              .formatted(i, i, 3 - 0.02 * i, 3.1 - 0.02 * i, more));
    }
    return rows.toString();
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private int backtest(String... arguments) {
    String[] line = new String[arguments.length + 1];
    line[0] = "backtest";
    System.arraycopy(arguments, 0, line, 1, arguments.length);
    return said.run(line);
  }
}
