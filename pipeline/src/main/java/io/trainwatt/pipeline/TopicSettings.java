package io.trainwatt.pipeline;

/**
 * How topics are created.
 *
 * @param partitions of each; they bound how many threads of collectors can share the work
 * @param replication copies of each; -1 leaves it to the broker
 */
public record TopicSettings(int partitions, short replication) {
  /** For one machine. */
  public static final TopicSettings DEFAULT = new TopicSettings(4, (short) -1);

  /**
   * @throws IllegalArgumentException naming what is out of its range
   */
  public TopicSettings {
    if (partitions < 1) {
      throw new IllegalArgumentException("topics.partitions must be 1 or more: " + partitions);
    }
    if (replication < 1 && replication != -1) {
      throw new IllegalArgumentException(
          "topics.replication must be 1 or more, or -1 for the broker's own: " + replication);
    }
  }
}
