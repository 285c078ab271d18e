package io.trainwatt.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.broker.KafkaBroker;
import io.trainwatt.events.topic.Topic;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicSetupIT {

  @Test
  void missingTopicsAreCreatedAndWhatDiffersIsNamed(@TempDir Path data) throws Exception {
    try (KafkaBroker broker = KafkaBroker.startOnFreePort(data);
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      Map<String, String> wrong =
          Map.of("cleanup.policy", "delete", "max.message.bytes", "1000000");
      admin
          .createTopics(
              List.of(
                  new NewTopic(Topic.RUNS.topicName(), Optional.of(7), Optional.empty())
                      .configs(wrong)))
          .all()
          .get();

      TopicSetup.Outcome first = new TopicSetup(admin, new TopicSettings(3, (short) 1)).run();

      assertThat(first.created()).doesNotContain(Topic.RUNS).hasSize(Topic.values().length - 1);
      assertThat(first.differences())
          .containsExactlyInAnyOrder(
              "trainwatt.runs: cleanup.policy is delete, should be compact",
              "trainwatt.runs: max.message.bytes is 1000000, should be 4194304",
              "trainwatt.runs has 7 partitions, the setting topics.partitions says 3");
      assertThat(first.unusable())
          .containsExactlyInAnyOrder(
              "trainwatt.progress has 3, trainwatt.runs has 7 partitions: they are read side by"
                  + " side and must have the same number; create the smaller one anew with more",
              "trainwatt.samples has 3 partitions and trainwatt.runs has 7: they must have the"
                  + " same number");

      admin.deleteTopics(List.of(Topic.RUNS.topicName())).all().get();
      TopicSetup.Outcome second = new TopicSetup(admin, new TopicSettings(3, (short) 1)).run();

      assertThat(second.created()).containsExactly(Topic.RUNS);
      assertThat(second.differences()).isEmpty();
      assertThat(second.unusable()).isEmpty();
      assertThat(new TopicSetup(admin, new TopicSettings(3, (short) 1)).run().created()).isEmpty();
    }
  }
}
