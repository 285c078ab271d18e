package io.trainwatt.events.reference;

import io.trainwatt.events.topic.Topic;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The table of {@code docs/reference/topics.md}. */
class TopicsReferenceTest {
  @Test
  void everyTopicStandsInTheReferenceAsItIs() throws IOException {
    StringBuilder table =
        new StringBuilder(
            """
            | topic | cleanup | kept |
            | --- | --- | --- |
            """);
    for (Topic topic : Topic.values()) {
      table.append(
          "| `%s` | %s | %s |\n"
              .formatted(
                  topic.topicName(),
                  topic.config().get("cleanup.policy"),
                  topic.retention().isZero()
                      ? "until replaced"
                      : topic.retention().toDays() + " days"));
    }

    WrittenPart.is("topics.md", "topics", table.toString());
  }
}
