package io.trainwatt.agent.publish.kafka;

import io.trainwatt.events.topic.Topic;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The producer's settings: ours, then the operator's over them, save what exactness rests on. */
public final class ProducerSettings {

  private static final Set<String> OURS_ALONE =
      Set.of(
          ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
          ProducerConfig.ACKS_CONFIG,
          ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
          ProducerConfig.PARTITIONER_CLASS_CONFIG,
          ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
          ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
          ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
          ProducerConfig.TRANSACTIONAL_ID_CONFIG);

  private ProducerSettings() {}

  /** Names that an operator may set, in Kafka's words. */
  public static Set<String> names() {
    Set<String> names = new java.util.TreeSet<>(ProducerConfig.configNames());
    names.removeAll(OURS_ALONE);
    return names;
  }

  static Properties of(KafkaConfig config) {
    Properties properties = new Properties();
    put(properties, "client.id", "trainwatt-agent");
    put(properties, ProducerConfig.LINGER_MS_CONFIG, "5");
    // Small batches in a small pool: a tick is one record of a few kilobytes.
    put(properties, ProducerConfig.BATCH_SIZE_CONFIG, Integer.toString(64 << 10));
    put(properties, ProducerConfig.BUFFER_MEMORY_CONFIG, Integer.toString(6 << 20));
    put(properties, ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(requestBytes()));
    put(properties, ProducerConfig.MAX_BLOCK_MS_CONFIG, "10000");
    put(properties, ProducerConfig.RECONNECT_BACKOFF_MS_CONFIG, "100");
    put(properties, ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, "2000");
    put(properties, ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, "2000");
    put(properties, ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "10000");
    put(properties, ProducerConfig.METADATA_MAX_AGE_CONFIG, "60000");
    put(properties, ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, "false");
    put(properties, ProducerConfig.METRIC_REPORTER_CLASSES_CONFIG, "");
    for (Map.Entry<String, String> own : config.properties().entrySet()) {
      put(properties, own.getKey(), own.getValue());
    }
    put(properties, ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
    put(properties, ProducerConfig.ACKS_CONFIG, "all");
    put(properties, ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    // It retries inside, in order, for as long as an int can say; then a new producer goes on.
    put(properties, ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.toString(Integer.MAX_VALUE));
    put(
        properties,
        ProducerConfig.PARTITIONER_CLASS_CONFIG,
        PartitionKeyPartitioner.class.getName());
    put(properties, ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class.getName());
    put(
        properties,
        ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
        ByteArraySerializer.class.getName());
    return properties;
  }

  private static int requestBytes() {
    return Topic.MAX_RECORD_BYTES + (64 << 10);
  }

  private static void put(Properties properties, String name, String value) {
    properties.setProperty(name, value);
  }
}
