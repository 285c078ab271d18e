package io.trainwatt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainwatt.cli.console.Json;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JustEndedTest {
  private static final String RETIRED =
      """
      {"run": "r", "state": "ended", "retired": true, "retired_wall_micros": 2000000}""";

  @Test
  void runHasEndedAsSoonAsItsStarterSaidSo() throws IOException {
    assertThat(JustEnded.hasEnded(read("{'state': 'running', 'exit_code': 0}"), 0)).isTrue();
    assertThat(JustEnded.hasEnded(read("{'state': 'running'}"), 0)).isFalse();
  }

  @Test
  void runOfWhichTheBrokerHadAllLongAgoIsNotWaitedFor() throws IOException {
    assertThat(JustEnded.hasEnded(read("{'state': 'ended', 'retired': false}"), 3)).isTrue();
    assertThat(JustEnded.hasEnded(read(RETIRED), 2_000_000)).isTrue();
    assertThat(JustEnded.hasEnded(read(RETIRED), 2_000_001)).isFalse();
  }

  @Test
  void runIsWaitedForUntilTheBrokerHasAllOfIt() throws IOException {
    JsonNode row = read("{'run': 'r', 'state': 'ended', 'retired': false}");

    assertThat(JustEnded.isLate(row, "c/n", report("ended", "02"))).isTrue();
    assertThat(JustEnded.isLate(read(RETIRED), "c/n", report("ended", "02"))).isFalse();
  }

  @Test
  void runIsWaitedForUntilTheCollectorHasItsLastEnergy() throws IOException {
    JsonNode row = read(RETIRED);

    assertThat(JustEnded.isLate(row, "c/n", Optional.empty())).isTrue();
    assertThat(JustEnded.isLate(row, "c/n", report("running", "01"))).isTrue();
    assertThat(JustEnded.isLate(row, "c/n", report("ended", "01"))).isTrue();
    assertThat(JustEnded.isLate(row, "c/n", report("ended", "02"))).isFalse();
  }

  @Test
  void runThatGoesOnElsewhereIsNotWaitedFor() throws IOException {
    assertThat(JustEnded.isLate(read(RETIRED), "c/other", report("running", "01"))).isFalse();
  }

  private static Optional<JsonNode> report(String state, String asOfSecond) throws IOException {
    return Optional.of(
        read(
            """
            {"run": {"id": "r", "state": "%s", "endedAt": "2026-11-28T05:00:02.000000Z",
                     "asOf": "2026-11-28T05:00:%s.000000Z"},
             "node": {"nodes": [{"node": "c/n"}]}}"""
                .formatted(state, asOfSecond)));
  }

  private static JsonNode read(String json) throws IOException {
    return Json.read(json.replace('\'', '"'));
  }
}
