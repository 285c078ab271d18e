package io.trainwatt.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KafkaSettingsTest {
  private record Given(String bootstrapServers, Optional<String> propertiesFile)
      implements CollectorSettings.Kafka {}

  @Test
  void serversReachEveryClient() {
    assertThat(KafkaSettings.of(new Given("a:1,b:2", Optional.empty())).clientSettings())
        .containsEntry("bootstrap.servers", "a:1,b:2");
  }

  @Test
  void serverWithoutAPortIsRefusedByName() {
    assertThatThrownBy(() -> KafkaSettings.of(new Given("localhost", Optional.empty())))
        .isInstanceOf(WrongSettings.class)
        .hasMessageContaining("trainwatt.kafka.bootstrap-servers is \"localhost\"");
  }

  @Test
  void fileAddsClientSettings(@TempDir Path dir) throws IOException {
    Path file = dir.resolve("client.properties");
    Files.writeString(file, "security.protocol=SSL\n", StandardCharsets.UTF_8);

    assertThat(KafkaSettings.of(new Given("a:1", Optional.of(file.toString()))).clientSettings())
        .containsEntry("security.protocol", "SSL");
  }

  @Test
  void fileThatIsNotThereIsRefusedByName() {
    assertThatThrownBy(() -> KafkaSettings.of(new Given("a:1", Optional.of("/no/such/file"))))
        .isInstanceOf(WrongSettings.class)
        .hasMessageContaining("trainwatt.kafka.properties-file: /no/such/file cannot be read");
  }
}
