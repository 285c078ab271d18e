package io.trainwatt.collector;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import org.apache.kafka.clients.CommonClientConfigs;

/**
 * How every client reaches the broker: addresses, patience, and what the user's file adds.
 *
 * @param clientSettings in Kafka's names
 */
record KafkaSettings(String bootstrapServers, Map<String, Object> clientSettings) {
  private static final Pattern SERVER =
      Pattern.compile("[^\\s:,]+:\\d{1,5}|\\[[^\\]]+\\]:\\d{1,5}");
  private static final int LONGEST_RECONNECT_MILLIS = 2_000;

  KafkaSettings {
    clientSettings = Map.copyOf(clientSettings);
  }

  /**
   * From the settings.
   *
   * @throws WrongSettings naming the setting at fault
   */
  static KafkaSettings of(CollectorSettings.Kafka kafka) {
    String servers = kafka.bootstrapServers().strip();
    for (String server : servers.split(",", -1)) {
      if (!SERVER.matcher(server.strip()).matches()) {
        throw new WrongSettings(
            java.util.List.of(
                "trainwatt.kafka.bootstrap-servers is \"%s\": give host:port, or several joined by commas"
                    .formatted(servers)));
      }
    }
    Map<String, Object> settings = new HashMap<>();
    settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers);
    settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, LONGEST_RECONNECT_MILLIS);
    settings.putAll(more(kafka.propertiesFile()));
    return new KafkaSettings(servers, settings);
  }

  private static Map<String, Object> more(Optional<String> file) {
    Map<String, Object> settings = new HashMap<>();
    if (file.isEmpty()) {
      return settings;
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(file.get()), StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new WrongSettings(
          "trainwatt.kafka.properties-file: %s cannot be read: %s".formatted(file.get(), e), e);
    }
    properties.stringPropertyNames().forEach(k -> settings.put(k, properties.getProperty(k)));
    return settings;
  }
}
