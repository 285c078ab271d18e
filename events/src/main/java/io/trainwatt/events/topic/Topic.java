package io.trainwatt.events.topic;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * Every topic, with what makes it: name, partitions, cleanup and retention. Created with these
 * settings if missing and checked if present; never changed behind an operator's back.
 *
 * <p>A key is text. Where it has several parts they are joined by the unit separator (0x1f); the
 * first part decides the partition.
 */
public enum Topic {
  NODES("trainwatt.nodes", Cleanup.COMPACT, Duration.ZERO),
  SAMPLES("trainwatt.samples", Cleanup.DELETE, Duration.ofDays(7)),
  PROGRESS("trainwatt.progress", Cleanup.DELETE, Duration.ofDays(7)),
  RUNS("trainwatt.runs", Cleanup.COMPACT, Duration.ZERO),
  GRID("trainwatt.grid", Cleanup.COMPACT, Duration.ZERO),
  ACCOUNTS("trainwatt.accounts", Cleanup.COMPACT, Duration.ZERO),
  SERIES("trainwatt.series", Cleanup.DELETE, Duration.ofDays(7)),
  ALERTS("trainwatt.alerts", Cleanup.COMPACT, Duration.ZERO),
  SILENCES("trainwatt.silences", Cleanup.COMPACT, Duration.ZERO),
  ADVICE("trainwatt.advice", Cleanup.DELETE, Duration.ofDays(7)),
  DEADLETTER("trainwatt.deadletter", Cleanup.DELETE, Duration.ofDays(7));

  /** Separates the parts of a key. */
  public static final char KEY_SEPARATOR = '\u001f';

  /** The largest record any topic takes, in bytes. */
  public static final int MAX_RECORD_BYTES = 4 << 20;

  /** How old records go. */
  public enum Cleanup {
    COMPACT("compact"),
    DELETE("delete");

    private final String configValue;

    Cleanup(String configValue) {
      this.configValue = configValue;
    }
  }

  private final String topicName;
  private final Cleanup cleanup;
  private final Duration retention;

  Topic(String topicName, Cleanup cleanup, Duration retention) {
    this.topicName = topicName;
    this.cleanup = cleanup;
    this.retention = retention;
  }

  /** As Kafka knows it. */
  public String topicName() {
    return topicName;
  }

  /** How old records go. */
  public Cleanup cleanup() {
    return cleanup;
  }

  /** How long records are kept where they are deleted by age; zero where they are compacted. */
  public Duration retention() {
    return retention;
  }

  /** The topic's own settings, in Kafka's names. Sorted. */
  public Map<String, String> config() {
    Map<String, String> config = new TreeMap<>();
    config.put("cleanup.policy", cleanup.configValue);
    config.put("max.message.bytes", Integer.toString(MAX_RECORD_BYTES));
    if (cleanup == Cleanup.DELETE) {
      config.put("retention.ms", Long.toString(retention.toMillis()));
    }
    return Map.copyOf(config);
  }

  /** A key of several parts. */
  public static String key(String first, String... more) {
    StringBuilder key = new StringBuilder(first);
    for (String part : more) {
      key.append(KEY_SEPARATOR).append(part);
    }
    return key.toString();
  }

  /** The first part of a key, which decides the partition. */
  public static String partitionKey(String key) {
    int end = key.indexOf(KEY_SEPARATOR);
    return end < 0 ? key : key.substring(0, end);
  }
}
