package io.trainwatt.collector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SettingNamesTest {
  private final SettingNames names =
      new SettingNames(CollectorSettings.class, CollectorSettings.PREFIX);

  @Test
  void everySettingIsKnownByItsKey() {
    assertThat(names.keys())
        .containsExactly(
            "trainwatt.advice.act-for",
            "trainwatt.advice.minimum-runtime",
            "trainwatt.advice.valid-for",
            "trainwatt.advice.veto",
            "trainwatt.budgets.runs",
            "trainwatt.efficiency.peak-teraflops",
            "trainwatt.grid.basis",
            "trainwatt.grid.carry",
            "trainwatt.grid.file",
            "trainwatt.grid.keep",
            "trainwatt.http.host",
            "trainwatt.http.names",
            "trainwatt.http.port",
            "trainwatt.influx.api",
            "trainwatt.influx.batch-points",
            "trainwatt.influx.bucket",
            "trainwatt.influx.flush-interval",
            "trainwatt.influx.org",
            "trainwatt.influx.rollup-bucket",
            "trainwatt.influx.rollup-interval",
            "trainwatt.influx.timeout",
            "trainwatt.influx.token",
            "trainwatt.influx.url",
            "trainwatt.kafka.bootstrap-servers",
            "trainwatt.kafka.properties-file",
            "trainwatt.live.max-runs",
            "trainwatt.live.series-bytes",
            "trainwatt.live.window",
            "trainwatt.routes.file",
            "trainwatt.streams.application-id",
            "trainwatt.streams.cache-bytes",
            "trainwatt.streams.commit-interval",
            "trainwatt.streams.run-silence",
            "trainwatt.streams.stall-after",
            "trainwatt.streams.state-directory",
            "trainwatt.streams.threads",
            "trainwatt.topics.partitions",
            "trainwatt.topics.replication");
  }

  @Test
  void unknownKeyNamesTheNearestKnownOne() {
    assertThat(names.unknownKeys(List.of("trainwatt.kafka.bootstrap-server", "quarkus.http.port")))
        .containsExactly(
            "unknown setting trainwatt.kafka.bootstrap-server: did you mean"
                + " trainwatt.kafka.bootstrap-servers?");
  }

  @Test
  void unknownVariableOfOurSectionNamesTheNearestKnownOne() {
    assertThat(names.unknownVariables(List.of("TRAINWATT_HTTP_PROT")))
        .containsExactly(
            "unknown environment variable TRAINWATT_HTTP_PROT: did you mean TRAINWATT_HTTP_PORT?");
  }

  @Test
  void variableOfOurSectionIsRefusedHoweverFarFromAnyName() {
    assertThat(names.unknownVariables(List.of("TRAINWATT_INFLUX_DATABASE_NAME"))).hasSize(1);
  }

  @Test
  void slipInTheSectionIsFoundToo() {
    assertThat(names.unknownVariables(List.of("TRAINWATT_HTPP_PORT")))
        .containsExactly(
            "unknown environment variable TRAINWATT_HTPP_PORT: did you mean TRAINWATT_HTTP_PORT?");
  }

  @Test
  void variablesOfOtherPartsAreLeftAlone() {
    assertThat(
            names.unknownVariables(
                List.of(
                    "TRAINWATT_DATA_DIR",
                    "TRAINWATT_RUN",
                    "TRAINWATT_SOCKET",
                    "TRAINWATT_KAFKA_PORT",
                    "TRAINWATT_KAFKA_PROPERTIES",
                    "TRAINWATT_CARBON_ZONE",
                    "PATH")))
        .isEmpty();
  }
}
