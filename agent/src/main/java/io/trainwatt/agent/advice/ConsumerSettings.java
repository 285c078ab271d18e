package io.trainwatt.agent.advice;

import io.trainwatt.agent.publish.kafka.KafkaConfig;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * The consumer's settings: small buffers, and of the operator's producer settings those that a
 * consumer shares (how to log in, above all).
 */
final class ConsumerSettings {
  private ConsumerSettings() {}

  static Properties of(KafkaConfig config) {
    Properties properties = new Properties();
    properties.setProperty(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, Integer.toString(1 << 20));
    properties.setProperty(
        ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Integer.toString(256 << 10));
    properties.setProperty(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, "2000");
    properties.setProperty(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "10000");
    properties.setProperty(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, "10000");
    properties.setProperty(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, "false");
    properties.setProperty(ConsumerConfig.METRIC_REPORTER_CLASSES_CONFIG, "");
    for (Map.Entry<String, String> own : config.properties().entrySet()) {
      if (ConsumerConfig.configNames().contains(own.getKey())) {
        properties.setProperty(own.getKey(), own.getValue());
      }
    }
    properties.setProperty(ConsumerConfig.CLIENT_ID_CONFIG, "trainwatt-agent-advice");
    properties.setProperty(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
    properties.setProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    properties.setProperty(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    properties.setProperty(
        ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class.getName());
    properties.setProperty(
        ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
    return properties;
  }
}
