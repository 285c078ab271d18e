package io.trainwatt.pipeline.watch;

import io.trainwatt.events.alert.Alert;
import io.trainwatt.events.codec.AlertCodec;
import io.trainwatt.pipeline.meter.NodeTick;
import io.trainwatt.pipeline.meter.RefusedSample;
import io.trainwatt.pipeline.stage.LiveStore;
import io.trainwatt.pipeline.stage.StageBooks;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Third step for nodes, beside <i>meter</i>: takes ticks and refusals, writes alerts of nodes, and
 * tells the cluster's watch which nodes fell silent.
 *
 * <p>Silence is by the collector's clock, counted from when a record was last worked on here or
 * this task began: so neither a backlog nor a restart looks like silence.
 */
public final class NodeWatchProcessor implements Processor<Object, Object, Object, Object> {
  /** Store of nodes under watch, by node. */
  public static final String NODES = "watch-nodes";

  private static final String STAGE = "watch.node";
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration CLEANING = Duration.ofHours(1);
  private static final long SILENT_MILLIS = 60_000;
  // What was silent for so long is gone, and not waited for.
  private static final long GONE_MILLIS = 24 * 3_600_000L;

  private final StageBooks.Book book;
  private final String alertSink;
  private final String clusterNode;
  private final NodeHeard.Format format = new NodeHeard.Format();
  private final Map<String, Long> heardMillis = new HashMap<>();
  private final Set<String> silent = new HashSet<>();
  private ProcessorContext<Object, Object> context;
  private LiveStore<WatchedNode> nodes;
  private long watermarkMicros;

  /** Writes alerts to the first sink; silence goes to the second child. */
  @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
  public NodeWatchProcessor(StageBooks books, String alertSink, String clusterNode) {
    this.book = books.of(STAGE);
    this.alertSink = alertSink;
    this.clusterNode = clusterNode;
  }

  @Override
  public void init(ProcessorContext<Object, Object> context) {
    this.context = context;
    this.nodes = new LiveStore<>(context.getStateStore(NODES), new WatchedNode.Format());
    heardMillis.clear();
    silent.clear();
    long now = context.currentSystemTimeMs();
    nodes.keys().forEach(node -> heardMillis.put(node, now));
    nodes.forgetAll();
    context.schedule(LOOK, PunctuationType.WALL_CLOCK_TIME, this::look);
    context.schedule(CLEANING, PunctuationType.WALL_CLOCK_TIME, this::clean);
  }

  @Override
  public void process(Record<Object, Object> record) {
    switch (record.value()) {
      case NodeTick tick -> {
        heard(tick.sample().node());
        see(tick.sample().node(), new NodeEvent.Ticked(tick), record.timestamp());
      }
      case RefusedSample refused -> {
        heard(refused.node());
        see(refused.node(), new NodeEvent.Refused(refused), record.timestamp());
      }
      default -> throw new IllegalStateException("not from meter: " + record.value());
    }
    book.used();
  }

  private void heard(String node) {
    long now = context.currentSystemTimeMs();
    heardMillis.put(node, now);
    if (silent.remove(node)) {
      tell(new NodeHeard(node, false, now * 1_000), now);
    }
  }

  private void see(String node, NodeEvent event, long timestamp) {
    WatchedNode known = nodes.find(node);
    boolean fresh = known == null;
    WatchedNode watched = known == null ? new WatchedNode(node) : known;
    List<Alert> alerts = watched.take(event);
    for (Alert alert : alerts) {
      send(alert.subject().key(), alert.fingerprint(), AlertCodec.encode(alert), timestamp);
    }
    watermarkMicros = Math.max(watermarkMicros, watched.watermarkMicros());
    // Its rules remember only what such an event said.
    boolean worth =
        fresh
            || !alerts.isEmpty()
            || event instanceof NodeEvent.Refused
            || (event instanceof NodeEvent.Ticked(NodeTick tick)
                && !tick.sample().events().isEmpty());
    if (worth) {
      nodes.put(node, watched);
    } else {
      nodes.hold(node, watched);
    }
  }

  private void look(long nowMillis) {
    for (Map.Entry<String, Long> each : heardMillis.entrySet()) {
      long quiet = nowMillis - each.getValue();
      if (quiet >= SILENT_MILLIS && quiet < GONE_MILLIS && silent.add(each.getKey())) {
        tell(new NodeHeard(each.getKey(), true, each.getValue() * 1_000), nowMillis);
      } else if (quiet >= GONE_MILLIS && silent.remove(each.getKey())) {
        tell(new NodeHeard(each.getKey(), false, nowMillis * 1_000), nowMillis);
      }
    }
  }

  private void tell(NodeHeard heard, long millis) {
    byte[] cluster = NodeHeard.cluster(heard.node()).getBytes(StandardCharsets.UTF_8);
    context.forward(new Record<>(cluster, format.toBytes(heard), millis), clusterNode);
  }

  private void clean(long nowMillis) {
    for (String node : nodes.keys()) {
      WatchedNode watched = nodes.find(node);
      List<String> dropped = watched == null ? List.of() : watched.dropResolved(watermarkMicros);
      for (String fingerprint : dropped) {
        send("node/" + node, fingerprint, null, nowMillis);
      }
      if (watched != null && !dropped.isEmpty()) {
        nodes.put(node, watched);
      }
    }
  }

  private void send(String subject, String fingerprint, byte @Nullable [] value, long millis) {
    context.forward(new Record<>(new AlertKey(subject, fingerprint), value, millis), alertSink);
  }
}
