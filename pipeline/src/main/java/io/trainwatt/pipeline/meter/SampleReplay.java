package io.trainwatt.pipeline.meter;

import io.trainwatt.events.node.NodeFacts;
import io.trainwatt.events.sample.Sample;
import io.trainwatt.events.topic.Topic;
import io.trainwatt.pipeline.stage.Refused;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Samples of a few nodes metered once more, from the log and without a topology: the same rule, the
 * same slices. Used by one thread.
 */
public final class SampleReplay {
  private static final long KEEP_MILLIS = Topic.SAMPLES.retention().plusDays(1).toMillis();

  private final Map<String, NodeMeter> nodes = new HashMap<>();
  private final Map<String, RunMeter> runs = new HashMap<>();
  private long newestMillis;

  /** Takes a node's row. */
  public void facts(NodeFacts facts) {
    nodes.computeIfAbsent(facts.node(), node -> new NodeMeter()).facts(facts);
  }

  /**
   * What a sample adds to its runs; nothing where it is refused, as it was the first time.
   *
   * @param seenMillis record time
   * @throws ArithmeticException if a sum passes 2^63 - 1 µJ; then this object is spoilt
   */
  public List<RunSlice> sample(Sample sample, long seenMillis) {
    newestMillis = Math.max(newestMillis, seenMillis);
    NodeMeter meter = nodes.computeIfAbsent(sample.node(), node -> new NodeMeter());
    try {
      return meter
          .read(
              sample,
              seenMillis,
              newestMillis - KEEP_MILLIS,
              run -> runs.computeIfAbsent(Topic.key(sample.node(), run), key -> new RunMeter()))
          .runs();
    } catch (Refused e) {
      meter.refuse();
      return List.of();
    }
  }
}
