package io.trainwatt.events.topic;

/** The rows of {@code docs/reference/topics.md}, made from the code. */
final class TopicReference {
  private TopicReference() {}

  static String row(Topic topic) {
    return "| `%s` | %s | %s |"
        .formatted(
            topic.topicName(),
            topic.config().get("cleanup.policy"),
            topic.retention().isZero() ? "until replaced" : topic.retention().toDays() + " days");
  }

  /** Prints the table. */
  public static void main(String[] args) {
    for (Topic topic : Topic.values()) {
      System.out.println(row(topic));
    }
  }
}
