package io.trainwatt.collector;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
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

  BrokerProbe(KafkaSettings settings) {
    this.servers = settings.bootstrapServers();
    this.admin = Admin.create(Map.copyOf(settings.clientSettings()));
  }

  /** Asks once and waits a few seconds at most. */
  void ask() {
    try {
      admin.describeCluster().nodes().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
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

  /** What was found last; empty while it answers. */
  Optional<String> problem() {
    return problem;
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
