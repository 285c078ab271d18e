package io.trainwatt.collector;

import io.trainwatt.events.topic.Topic;
import io.trainwatt.pipeline.TopicSettings;
import io.trainwatt.pipeline.TopicSetup;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to the topics before anything reads them, and says once what it found. */
final class Topics {
  private static final Logger LOG = LoggerFactory.getLogger(Topics.class);

  private final KafkaSettings kafka;
  private final TopicSettings settings;
  private List<String> said = List.of();

  Topics(KafkaSettings kafka, TopicSettings settings) {
    this.kafka = kafka;
    this.settings = settings;
  }

  /** Creates what is missing; says in words why the topology must not start, if it must not. */
  Optional<String> prepare() {
    try (Admin admin = Admin.create(Map.copyOf(kafka.clientSettings()))) {
      TopicSetup.Outcome found = new TopicSetup(admin, settings).run();
      if (!found.created().isEmpty()) {
        LOG.info("created topics {}", found.created().stream().map(Topic::topicName).toList());
      }
      if (!found.differences().equals(said)) {
        found.differences().forEach(difference -> LOG.warn("topics differ: {}", difference));
        said = found.differences();
      }
      return found.unusable().stream().findFirst();
    }
  }
}
