package io.trainwatt.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaBrokerIT {

  @TempDir Path dataDir;

  @Test
  void topicsSurviveAKillAndARestart() throws Exception {
    try (KafkaBroker broker = KafkaBroker.startOnFreePort(dataDir)) {
      createTopic(broker, "kept");

      broker.kill();
      assertThat(broker.isAlive()).isFalse();
      broker.restart();

      assertThat(topics(broker)).contains("kept");
    }
  }

  @Test
  void aTakenPortIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      BrokerSettings settings = BrokerSettings.of(Path.of("target"), dataDir, taken.getLocalPort());

      assertThatThrownBy(() -> KafkaBroker.start(settings))
          .hasMessageContaining("port " + taken.getLocalPort() + " is taken");
    }
  }

  private static void createTopic(KafkaBroker broker, String name) throws Exception {
    try (Admin admin = Admin.create(clientConfig(broker))) {
      admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get();
    }
  }

  private static Set<String> topics(KafkaBroker broker) throws Exception {
    try (Admin admin = Admin.create(clientConfig(broker))) {
      return admin.listTopics().names().get();
    }
  }

  private static Map<String, Object> clientConfig(KafkaBroker broker) {
    return Map.of("bootstrap.servers", broker.bootstrapServers());
  }
}
