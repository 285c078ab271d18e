package io.trainwatt.collector.sink.deadletter;

import io.trainwatt.events.codec.DeadLetterCodec;
import io.trainwatt.events.deadletter.DeadLetter;
import io.trainwatt.events.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Parks records in {@code trainwatt.deadletter}. A record counts as parked only when the broker has
 * acknowledged it, so a caller that commits its offset afterwards loses none. Thread-safe.
 */
public final class DeadLetters implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

  private final Producer<byte[], byte[]> producer;
  private final Clock clock;

  /**
   * Opens a producer; nothing is sent yet.
   *
   * @param clientSettings how the broker is reached
   */
  public DeadLetters(Map<String, Object> clientSettings, Clock clock) {
    Map<String, Object> settings = new HashMap<>(clientSettings);
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, "trainwatt-deadletters");
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topic.MAX_RECORD_BYTES);
    this.producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    this.clock = clock;
  }

  /**
   * Parks a record and waits for the broker's word.
   *
   * @param cause a short fixed word
   * @param detail what is wrong, naming field or server answer
   * @param stage who refused it
   * @throws KafkaException if the broker did not take it; the caller keeps the record and tries
   *     again
   */
  public void park(
      ConsumerRecord<byte[], byte[]> record, String cause, String detail, String stage) {
    DeadLetter letter =
        new DeadLetter(
            cause,
            detail,
            record.topic(),
            record.partition(),
            record.offset(),
            orEmpty(record.key()),
            orEmpty(record.value()),
            false,
            Math.multiplyExact(clock.millis(), 1_000L),
            stage);
    byte[] key = record.topic().getBytes(StandardCharsets.UTF_8);
    try {
      producer
          .send(
              new ProducerRecord<>(
                  Topic.DEADLETTER.topicName(), key, DeadLetterCodec.encode(letter)))
          .get();
    } catch (ExecutionException e) {
      throw new KafkaException("the dead letter was not taken: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
    LOG.warn("parked {}", letter);
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(2));
  }

  private static byte[] orEmpty(byte @org.jspecify.annotations.Nullable [] bytes) {
    return bytes == null ? new byte[0] : bytes;
  }
}
