package io.trainwatt.pipeline.stage;

import io.trainwatt.events.topic.Topic;

/** Where a processor's results go: the name of the sink, and its topic. */
public enum Outlet {
  ACCOUNTS(Topic.ACCOUNTS),
  SERIES(Topic.SERIES),
  ALERTS(Topic.ALERTS),
  ADVICE(Topic.ADVICE),
  DEADLETTER(Topic.DEADLETTER);

  private final Topic topic;
  private final String nodeName;

  Outlet(Topic topic) {
    this.topic = topic;
    this.nodeName = "to-" + topic.topicName();
  }

  /** The topic it writes. */
  public Topic topic() {
    return topic;
  }

  /** The sink's name within one sub-topology, whose name distinguishes it from its twins. */
  public String below(String subtopology) {
    return subtopology + "-" + nodeName;
  }
}
