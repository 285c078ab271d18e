package io.trainwatt.agent.publish.kafka;

import java.util.Map;

/**
 * How Kafka is reached.
 *
 * @param bootstrapServers host:port, comma separated
 * @param properties the producer's own settings, in Kafka's names, over ours: security, compression
 */
public record KafkaConfig(String bootstrapServers, Map<String, String> properties) {

  /** What {@code bootstrapServers} is when nobody says: a broker on this machine. */
  public static final String DEFAULT_BOOTSTRAP_SERVERS = "127.0.0.1:19092";

  /**
   * @throws IllegalArgumentException if no server is named
   */
  public KafkaConfig {
    if (bootstrapServers.isBlank()) {
      throw new IllegalArgumentException("names no server");
    }
    properties = Map.copyOf(properties);
  }
}
