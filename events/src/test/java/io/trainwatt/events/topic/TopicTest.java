package io.trainwatt.events.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicTest {

  @Test
  void samplesAreKeptForSevenDays() {
    assertThat(Topic.SAMPLES.config())
        .isEqualTo(
            Map.of(
                "cleanup.policy", "delete",
                "retention.ms", "604800000",
                "max.message.bytes", "4194304"));
  }

  @Test
  void accountsAreCompactedAndNeverDeletedByAge() {
    assertThat(Topic.ACCOUNTS.config())
        .isEqualTo(Map.of("cleanup.policy", "compact", "max.message.bytes", "4194304"));
  }

  @Test
  void theFirstPartOfAKeyDecidesThePartition() {
    String key = Topic.key("20261122-190501-3f9a2c", "local/host");

    assertThat(key).isEqualTo("20261122-190501-3f9a2c\u001flocal/host");
    assertThat(Topic.partitionKey(key)).isEqualTo("20261122-190501-3f9a2c");
    assertThat(Topic.partitionKey("local/host")).isEqualTo("local/host");
  }
}
