package io.trainwatt.agent;

import io.trainwatt.agent.publish.Outgoing;
import io.trainwatt.agent.publish.Outgoing.GivesWay;
import io.trainwatt.events.codec.NodeFactsCodec;
import io.trainwatt.events.codec.ProgressCodec;
import io.trainwatt.events.codec.RunFactsCodec;
import io.trainwatt.events.codec.SampleCodec;
import io.trainwatt.events.node.NodeFacts;
import io.trainwatt.events.progress.Progress;
import io.trainwatt.events.run.RunFacts;
import io.trainwatt.events.sample.DeviceSample;
import io.trainwatt.events.sample.Sample;
import io.trainwatt.events.topic.Topic;

/** Records as they go to Kafka: topic, key, bytes, and what may happen to them on a full disk. */
final class Records {
  private Records() {}

  static Outgoing of(Sample sample) {
    return new Outgoing(
        Topic.SAMPLES,
        sample.node(),
        epochs(sample),
        sample.events().isEmpty() ? GivesWay.EVERY_SECOND : GivesWay.LAST,
        SampleCodec.encode(sample));
  }

  /** Within the same epochs of the same devices a newer sample says all that an older one said. */
  private static String epochs(Sample sample) {
    StringBuilder epochs = new StringBuilder(32 * sample.devices().size());
    for (DeviceSample device : sample.devices()) {
      epochs.append(device.device()).append('@').append(device.epoch().id()).append('\n');
    }
    return epochs.toString();
  }

  static Outgoing of(NodeFacts facts) {
    return new Outgoing(
        Topic.NODES,
        facts.node(),
        facts.node(),
        GivesWay.ALL_BUT_NEWEST,
        NodeFactsCodec.encode(facts));
  }

  static Outgoing of(RunFacts facts) {
    String key = Topic.key(facts.run(), facts.node());
    return new Outgoing(Topic.RUNS, key, key, GivesWay.ALL_BUT_NEWEST, RunFactsCodec.encode(facts));
  }

  static Outgoing of(Progress progress) {
    return new Outgoing(
        Topic.PROGRESS,
        progress.run(),
        Topic.key(progress.run(), progress.source(), Integer.toString(progress.rank())),
        GivesWay.EVERY_SECOND,
        ProgressCodec.encode(progress));
  }
}
