package io.trainwatt.agent.publish.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class ProducerSettingsTest {

  @Test
  void whatExactnessRestsOnCannotBeSetAway() {
    KafkaConfig config =
        new KafkaConfig(
            "h:1", Map.of("acks", "0", "enable.idempotence", "false", "linger.ms", "7"));
    assertThat(ProducerSettings.of(config))
        .containsEntry("acks", "all")
        .containsEntry("enable.idempotence", "true")
        .containsEntry("linger.ms", "7")
        .containsEntry("bootstrap.servers", "h:1");
    assertThat(ProducerSettings.names())
        .contains("linger.ms", "sasl.jaas.config")
        .doesNotContain("acks");
  }
}
