package io.trainwatt.collector;

import io.trainwatt.pipeline.TrainwattTopology;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks now and then whether the broker answers, so that health can say so in words; Kafka's own
 * clients wait in silence.
 */
final class BrokerProbe implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerProbe.class);
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private final String servers;
  private final Admin admin;
  private volatile Optional<String> problem = Optional.empty();
  private volatile Optional<String> unclear = Optional.empty();

  BrokerProbe(KafkaSettings settings) {
    this.servers = settings.bootstrapServers();
    this.admin = Admin.create(Map.copyOf(settings.clientSettings()));
  }

  /** Asks once and waits a few seconds at most. */
  void ask() {
    try {
      boolean fenced =
          admin.describeCluster().nodes().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).isEmpty();
      if (fenced) {
        problem =
            Optional.of(
                "the broker at "
                    + servers
                    + " answers but is fenced by its controller; its log says why");
        return;
      }
      if (problem.isPresent()) {
        LOG.info("the broker at {} answers again", servers);
      }
      problem = Optional.empty();
    } catch (ExecutionException | TimeoutException e) {
      if (problem.isEmpty()) {
        LOG.warn("the broker at {} does not answer; the collector keeps trying", servers);
      }
      problem = Optional.of("the broker at " + servers + " does not answer");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * How far a group has worked on partitions, by what it committed, and how far they go. Waits a
   * few seconds at most; empty if the broker cannot tell.
   *
   * @param group its id
   * @param partitions that the group works on
   */
  Optional<Map<TopicPartition, StallWatch.Reach>> reaches(
      String group, Set<TopicPartition> partitions) {
    if (partitions.isEmpty()) {
      return Optional.of(Map.of());
    }
    try {
      Map<TopicPartition, OffsetAndMetadata> committed =
          within(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
      Map<TopicPartition, Long> ends = offsets(partitions, OffsetSpec.latest());
      // What was removed by age before anybody read it is no work left to do.
      Map<TopicPartition, Long> starts = offsets(partitions, OffsetSpec.earliest());
      Map<TopicPartition, StallWatch.Reach> reaches = new HashMap<>();
      for (TopicPartition partition : partitions) {
        OffsetAndMetadata done = committed.get(partition);
        long start = starts.getOrDefault(partition, 0L);
        long position = done == null ? start : Math.max(start, done.offset());
        reaches.put(
            partition,
            new StallWatch.Reach(
                position,
                ends.getOrDefault(partition, position),
                TrainwattTopology.isRepartition(partition.topic())));
      }
      unclear = Optional.empty();
      return Optional.of(reaches);
    } catch (ExecutionException | TimeoutException e) {
      unclear = Optional.of("the broker at " + servers + " does not tell how far partitions go");
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private Map<TopicPartition, Long> offsets(Set<TopicPartition> partitions, OffsetSpec which)
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    partitions.forEach(partition -> asked.put(partition, which));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    within(admin.listOffsets(asked).all())
        .forEach((partition, found) -> offsets.put(partition, found.offset()));
    return offsets;
  }

  private static <T> T within(KafkaFuture<T> asked)
      throws InterruptedException, ExecutionException, TimeoutException {
    return asked.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** What was found last; empty while it answers. */
  Optional<String> problem() {
    return problem;
  }

  /** Why {@link #reaches} last had no answer; empty once it has. */
  Optional<String> unclear() {
    return unclear;
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
