package io.trainwatt.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.cli.console.Json;
import org.junit.jupiter.api.Test;

class NoticedTest {

  private static Noticed of(String json) throws Exception {
    return Noticed.of(Json.read(json));
  }

  @Test
  void aLineSaysWhenWhatAndHowMuch() throws Exception {
    Noticed noticed =
        of(
            """
            {"events_seen": 1, "events": [{"device": "package-0", "kind": "wrap",
              "wall_micros": 1795762800000000, "energy_microjoules": 1500000,
              "duration_millis": 2000, "detail": "the counter passed its range"}]}
            """);

    assertThat(noticed.lines())
        .containsExactly(
            "2026-11-27T07:00:00Z  package-0                wrap: the counter passed its range"
                + " (1.500 J in 2.0 s)");
  }

  @Test
  void whatIsNotKnownIsLeftOutAndOlderOnesAreCounted() throws Exception {
    Noticed noticed =
        of(
            """
            {"events_seen": 70, "events": [{"device": "gpu-0", "kind": "failedRead",
              "wall_micros": 1795762800000000, "detail": "no such file"}]}
            """);

    assertThat(noticed.lines())
        .containsExactly(
            "69 older ones are in the samples alone",
            "2026-11-27T07:00:00Z  gpu-0                    failedRead: no such file");
    assertThat(noticed.json().path("newest").get(0).has("energy_microjoules")).isFalse();
  }
}
