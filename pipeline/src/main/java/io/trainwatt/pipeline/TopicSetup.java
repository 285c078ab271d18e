package io.trainwatt.pipeline;

import io.trainwatt.events.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Creates topics that are missing and compares those that are there with what they should be. Never
 * changes a topic: that is its operator's to decide. Any thread.
 */
public final class TopicSetup {
  // Topics that one task reads partition by partition, side by side.
  private static final List<Set<Topic>> READ_TOGETHER =
      List.of(EnumSet.of(Topic.SAMPLES, Topic.NODES), EnumSet.of(Topic.RUNS, Topic.PROGRESS));
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Admin admin;
  private final TopicSettings settings;

  /** With a client of the cluster, which stays the caller's. */
  public TopicSetup(Admin admin, TopicSettings settings) {
    this.admin = admin;
    this.settings = settings;
  }

  /**
   * What was done and found.
   *
   * @param created topics that were missing
   * @param differences one sentence each, naming topic, setting, what it is and what it should be
   * @param unusable differences with which totals would be wrong: the topology must not start
   */
  public record Outcome(List<Topic> created, List<String> differences, List<String> unusable) {
    public Outcome {
      created = List.copyOf(created);
      differences = List.copyOf(differences);
      unusable = List.copyOf(unusable);
    }
  }

  /**
   * Creates and compares.
   *
   * @throws TopicsUnavailable if the cluster does not answer in time or refuses; the message says
   *     which
   */
  public Outcome run() {
    List<Topic> created = create();
    Map<String, TopicDescription> descriptions = describe();
    List<String> differences = new ArrayList<>(settingsThatDiffer());
    Map<Topic, Integer> partitions = new EnumMap<>(Topic.class);
    for (Topic topic : Topic.values()) {
      int count = Objects.requireNonNull(descriptions.get(topic.topicName())).partitions().size();
      partitions.put(topic, count);
      if (count != settings.partitions()) {
        differences.add(
            "%s has %d partitions, the setting topics.partitions says %d"
                .formatted(topic.topicName(), count, settings.partitions()));
      }
    }
    return new Outcome(created, differences, unusable(partitions));
  }

  private List<Topic> create() {
    Set<String> there = await(admin.listTopics().names(), "list topics");
    List<Topic> missing =
        Arrays.stream(Topic.values()).filter(topic -> !there.contains(topic.topicName())).toList();
    List<Topic> created = new ArrayList<>();
    for (Topic topic : missing) {
      NewTopic wanted =
          new NewTopic(
                  topic.topicName(),
                  Optional.of(settings.partitions()),
                  settings.replication() < 0
                      ? Optional.empty()
                      : Optional.of(settings.replication()))
              .configs(topic.config());
      if (create(wanted)) {
        created.add(topic);
      }
    }
    return created;
  }

  // False where another collector, starting at the same time, was quicker.
  private boolean create(NewTopic topic) {
    KafkaFuture<Void> done = admin.createTopics(List.of(topic)).all();
    try {
      done.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TopicExistsException) {
        return false;
      }
      throw new TopicsUnavailable("create " + topic.name(), e.getCause());
    } catch (TimeoutException e) {
      throw new TopicsUnavailable("create " + topic.name(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TopicsUnavailable("create " + topic.name(), e);
    }
  }

  // A topic is known to its creator a moment before every broker knows it.
  private Map<String, TopicDescription> describe() {
    long giveUp = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      try {
        return await(admin.describeTopics(names()).allTopicNames(), "describe topics");
      } catch (TopicsUnavailable e) {
        boolean soon = e.getCause() instanceof UnknownTopicOrPartitionException;
        if (!soon || System.nanoTime() >= giveUp) {
          throw e;
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      var _ = new CountDownLatch(1).await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TopicsUnavailable("describe topics", e);
    }
  }

  private List<String> settingsThatDiffer() {
    List<ConfigResource> resources =
        names().stream().map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name)).toList();
    Map<ConfigResource, Config> configs =
        await(admin.describeConfigs(resources).all(), "describe topics' settings");
    Map<String, Config> byName = new TreeMap<>();
    configs.forEach((resource, config) -> byName.put(resource.name(), config));
    List<String> differences = new ArrayList<>();
    for (Topic topic : Topic.values()) {
      Config config = byName.get(topic.topicName());
      new TreeMap<>(topic.config())
          .forEach(
              (name, wanted) -> {
                ConfigEntry entry = config == null ? null : config.get(name);
                String found = entry == null ? "nothing" : entry.value();
                if (!wanted.equals(found)) {
                  differences.add(
                      "%s: %s is %s, should be %s"
                          .formatted(topic.topicName(), name, found, wanted));
                }
              });
    }
    return differences;
  }

  private static List<String> unusable(Map<Topic, Integer> partitions) {
    List<String> unusable = new ArrayList<>();
    for (Set<Topic> together : READ_TOGETHER) {
      if (together.stream().map(partitions::get).distinct().count() > 1) {
        List<String> counts =
            together.stream()
                .map(topic -> "%s has %d".formatted(topic.topicName(), partitions.get(topic)))
                .toList();
        unusable.add(
            "%s partitions: they are read side by side and must have the same number; create the"
                    .formatted(String.join(", ", counts))
                + " smaller one anew with more");
      }
    }
    // Slices take their number of partitions from samples, and are read beside runs and progress.
    if (!Objects.equals(partitions.get(Topic.SAMPLES), partitions.get(Topic.RUNS))) {
      unusable.add(
          "%s has %d partitions and %s has %d: they must have the same number"
              .formatted(
                  Topic.SAMPLES.topicName(),
                  partitions.get(Topic.SAMPLES),
                  Topic.RUNS.topicName(),
                  partitions.get(Topic.RUNS)));
    }
    return unusable;
  }

  private static Collection<String> names() {
    return Arrays.stream(Topic.values()).map(Topic::topicName).toList();
  }

  private static <T> T await(KafkaFuture<T> future, String what) {
    try {
      return future.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new TopicsUnavailable(what, e.getCause());
    } catch (TimeoutException e) {
      throw new TopicsUnavailable(what, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TopicsUnavailable(what, e);
    }
  }
}
