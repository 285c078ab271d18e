package io.trainwatt.collector;

import io.trainwatt.events.topic.Topic;
import io.trainwatt.pipeline.TrainwattTopology;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.ThreadMetadata;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the topology; a stream thread that fails is replaced after a pause, for ever. */
final class StreamsRunner implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StreamsRunner.class);
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final int SESSION_MILLIS = 9_000;
  private static final Set<String> FROM_OUTSIDE =
      Set.of(
          Topic.SAMPLES.topicName(),
          Topic.PROGRESS.topicName(),
          Topic.NODES.topicName(),
          Topic.RUNS.topicName());
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  private final StateDirectory directory;
  private final KafkaStreams streams;
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile Optional<String> lastFailure = Optional.empty();
  private volatile boolean ran;

  /**
   * A topology that doesn't run yet.
   *
   * @param topology knows what it must run with
   * @param clientSettings how the broker is reached
   * @param directory this process's alone; closed with this runner
   */
  StreamsRunner(
      TrainwattTopology topology, Map<String, Object> clientSettings, StateDirectory directory) {
    this.directory = directory;
    Properties properties = new Properties();
    properties.putAll(clientSettings);
    properties.putAll(topology.properties());
    properties.put(StreamsConfig.STATE_DIR_CONFIG, directory.path().toString());
    // A killed collector's work is taken over after this long.
    properties.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), SESSION_MILLIS);
    properties.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG),
        SESSION_MILLIS / 3);
    this.streams = new KafkaStreams(topology.build(), properties);
    streams.setUncaughtExceptionHandler(this::replace);
    streams.setStateListener((now, before) -> entered(now));
  }

  void start() {
    streams.start();
  }

  /** In Kafka Streams' words. */
  KafkaStreams.State state() {
    return streams.state();
  }

  /** Whether records are worked on, or will be as soon as the work is shared out anew. */
  boolean working() {
    return ran && streams.state().isRunningOrRebalancing();
  }

  /** Whether only a new process can help. */
  boolean broken() {
    return streams.state().hasStartedOrFinishedShuttingDown() && closing.getCount() > 0;
  }

  /** The state of each stream thread that does not run; of the whole where there are no threads. */
  List<String> idle() {
    if (!streams.state().isRunningOrRebalancing()) {
      return List.of(streams.state().name());
    }
    List<String> states =
        streams.metadataForLocalThreads().stream().map(ThreadMetadata::threadState).toList();
    return states.isEmpty()
        ? List.of(streams.state().name())
        : states.stream().filter(state -> !state.equals("RUNNING")).toList();
  }

  /** Partitions that this instance works on, those that collectors write for each other too. */
  Set<TopicPartition> partitions() {
    if (!streams.state().isRunningOrRebalancing()) {
      return Set.of();
    }
    return streams.metadataForLocalThreads().stream()
        .flatMap(thread -> thread.activeTasks().stream())
        .flatMap(task -> task.topicPartitions().stream())
        .filter(
            partition ->
                FROM_OUTSIDE.contains(partition.topic())
                    || TrainwattTopology.isRepartition(partition.topic()))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Why a thread last failed; empty when it has run since. */
  Optional<String> lastFailure() {
    return lastFailure;
  }

  /** The most records any of its partitions is behind. */
  double lag() {
    return streams.metrics().values().stream()
        .filter(metric -> metric.metricName().name().equals("records-lag-max"))
        .mapToDouble(metric -> metric.metricValue() instanceof Number n ? n.doubleValue() : 0)
        .filter(Double::isFinite)
        .max()
        .orElse(0);
  }

  @Override
  public void close() {
    closing.countDown();
    streams.close(STOP_LIMIT);
    directory.close();
  }

  private void entered(KafkaStreams.State state) {
    if (state == KafkaStreams.State.RUNNING) {
      ran = true;
      lastFailure = Optional.empty();
      LOG.info("the topology runs");
    }
  }

  private StreamThreadExceptionResponse replace(Throwable failure) {
    LOG.error("a stream thread failed and is replaced in {}", PAUSE, failure);
    lastFailure = Optional.of(failure.toString());
    try {
      closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }
}
