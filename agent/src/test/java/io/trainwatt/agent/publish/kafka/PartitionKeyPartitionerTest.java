package io.trainwatt.agent.publish.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.events.topic.Topic;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;

final class PartitionKeyPartitionerTest {

  @Test
  void allNodesRowsOfARunLieWhereTheRunsProgressLies() {
    int progress = PartitionKeyPartitioner.partition("20261122-190501-3f9a2c", 48);
    assertThat(PartitionKeyPartitioner.partition(Topic.key("20261122-190501-3f9a2c", "c/n1"), 48))
        .isEqualTo(progress);
    assertThat(PartitionKeyPartitioner.partition(Topic.key("20261122-190501-3f9a2c", "c/n2"), 48))
        .isEqualTo(progress);
  }

  @Test
  void aKeyOfOnePartLiesWhereEveryKafkaClientPutsIt() {
    byte[] key = {'l', 'o', 'c', 'a', 'l', '/', 'h'};
    assertThat(PartitionKeyPartitioner.partition("local/h", 7))
        .isEqualTo(Utils.toPositive(Utils.murmur2(key)) % 7);
  }
}
