package io.trainwatt.pipeline.meter;

import io.trainwatt.events.codec.MalformedRecord;
import io.trainwatt.events.codec.NodeFactsCodec;
import io.trainwatt.events.codec.SampleCodec;
import io.trainwatt.events.node.NodeFacts;
import io.trainwatt.events.sample.Sample;
import io.trainwatt.events.topic.Topic;
import io.trainwatt.pipeline.stage.DeadLetters;
import io.trainwatt.pipeline.stage.LiveStore;
import io.trainwatt.pipeline.stage.Refused;
import io.trainwatt.pipeline.stage.StageBooks;
import io.trainwatt.pipeline.state.StateWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * First step: reads samples and node rows, keyed by node. Sends a {@link NodeTick} or the row to
 * the node's account, and the bytes of {@link RunSlice}s, keyed by run, to the repartition topic.
 */
public final class MeterProcessor implements Processor<byte[], byte[], Object, Object> {
  /** Store of nodes, by node. */
  public static final String NODES = "meter-nodes";

  /** Store of runs' counters, by node and run. */
  public static final String RUNS = "meter-runs";

  private static final String STAGE = "meter";
  private static final Duration CLEANING = Duration.ofHours(1);
  private static final Duration CLOCK_AHEAD = Duration.ofHours(12);
  private static final long MICROS_PER_MILLI = 1_000;
  // Longer than samples are retained, so that no sample outlives what it must be compared with.
  private static final long KEEP_MILLIS = Topic.SAMPLES.retention().plusDays(1).toMillis();

  private final StageBooks.Book book;
  private final DevicePeaks peaks;
  private final String accountNode;
  private final String sliceNode;
  private final String watchNode;
  private final String deadLetterNode;
  private final RunSliceFormat sliceFormat = new RunSliceFormat();
  private final StateWriter sliceWriter = new StateWriter();
  // Of each node: runs whose counters are live objects, so that those no longer listed can go.
  private final Map<String, Set<String>> listed = new HashMap<>();
  private ProcessorContext<Object, Object> context;
  private DeadLetters deadLetters;
  private LiveStore<NodeMeter> nodes;
  private LiveStore<RunMeter> runs;
  private long newestMillis;

  /** Sends to the children of these names. */
  @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
  public MeterProcessor(
      StageBooks books,
      DevicePeaks peaks,
      String accountNode,
      String sliceNode,
      String watchNode,
      String deadLetterNode) {
    this.book = books.of(STAGE);
    this.peaks = peaks;
    this.accountNode = accountNode;
    this.sliceNode = sliceNode;
    this.watchNode = watchNode;
    this.deadLetterNode = deadLetterNode;
  }

  @Override
  public void init(ProcessorContext<Object, Object> context) {
    this.context = context;
    this.deadLetters = new DeadLetters(context, deadLetterNode, STAGE, book);
    this.nodes = new LiveStore<>(context.getStateStore(NODES), new NodeMeter.Format(peaks));
    this.runs = new LiveStore<>(context.getStateStore(RUNS), new RunMeter.Format());
    this.listed.clear();
    this.newestMillis = 0;
    context.schedule(CLEANING, PunctuationType.WALL_CLOCK_TIME, now -> dropOldRuns());
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    newestMillis = Math.max(newestMillis, record.timestamp());
    String topic = context.recordMetadata().orElseThrow().topic();
    try {
      if (topic.equals(Topic.NODES.topicName())) {
        facts(record);
      } else {
        sample(record);
      }
      book.used();
    } catch (MalformedRecord e) {
      deadLetters.refuse(record, e.causeWord(), e.detail());
    } catch (Refused e) {
      deadLetters.refuse(record, e.causeWord(), e.detail());
    }
  }

  private void facts(Record<byte[], byte[]> record) throws MalformedRecord, Refused {
    if (record.value() == null) {
      // The row was removed: what was true of the node stays so until another says otherwise.
      return;
    }
    NodeFacts facts = NodeFactsCodec.decode(record.value());
    checkKey(record.key(), facts.node());
    NodeMeter meter = node(facts.node());
    meter.facts(facts);
    nodes.put(facts.node(), meter);
    context.forward(new Record<>(record.key(), facts, record.timestamp()), accountNode);
  }

  private void sample(Record<byte[], byte[]> record) throws MalformedRecord, Refused {
    if (record.value() == null) {
      throw new Refused("undecodable", "the record has no value");
    }
    Sample sample = SampleCodec.decode(record.value());
    checkKey(record.key(), sample.node());
    NodeMeter meter = node(sample.node());
    checkClock(sample, meter);
    NodeTick tick = read(sample, meter, record.timestamp());
    nodes.put(sample.node(), meter);
    context.forward(new Record<>(record.key(), tick, record.timestamp()), accountNode);
    context.forward(new Record<>(record.key(), tick, record.timestamp()), watchNode);
    for (RunSlice slice : tick.runs()) {
      sliceWriter.reset();
      sliceFormat.write(slice, sliceWriter);
      context.forward(
          new Record<>(
              slice.run().getBytes(StandardCharsets.UTF_8),
              sliceWriter.toBytes(),
              record.timestamp()),
          sliceNode);
    }
  }

  // Late is usual, after an outage; ahead by half a day is no zone mixed up, and would push all
  // that
  // follows into a time that is not yet. The next sample of a clock that was set says all of it.
  private void checkClock(Sample sample, NodeMeter meter) throws Refused {
    long ahead = sample.wallMicros() / MICROS_PER_MILLI - context.currentSystemTimeMs();
    if (ahead > CLOCK_AHEAD.toMillis()) {
      refuse(sample.node(), meter);
      throw new Refused(
          "clock ahead",
          "wall_micros is %s ahead of the collector: set the node's clock"
              .formatted(Duration.ofSeconds(ahead / 1_000)));
    }
  }

  private NodeTick read(Sample sample, NodeMeter meter, long seenMillis) throws Refused {
    String node = sample.node();
    Map<String, RunMeter> touched = HashMap.newHashMap(sample.runs().size());
    try {
      NodeTick tick =
          meter.read(
              sample,
              seenMillis,
              newestMillis - KEEP_MILLIS,
              run -> touched.computeIfAbsent(run, id -> run(node, id)));
      touched.forEach((run, runMeter) -> runs.put(key(node, run), runMeter));
      forgetUnlisted(node, touched.keySet());
      return tick;
    } catch (Refused e) {
      touched.forEach((run, runMeter) -> runs.put(key(node, run), runMeter));
      refuse(node, meter);
      tell(new RefusedSample(node, e.causeWord(), e.detail(), nowMicros()));
      throw e;
    } catch (ArithmeticException e) {
      // Half of it may have been added: go back to what the store holds.
      nodes.forget(node);
      touched.keySet().forEach(run -> runs.forget(key(node, run)));
      refuse(node, node(node));
      throw new Refused("invalid", "a sum of energies is out of range");
    }
  }

  private void refuse(String node, NodeMeter meter) {
    meter.refuse();
    nodes.put(node, meter);
    context.forward(
        new Record<>(
            node.getBytes(StandardCharsets.UTF_8), meter.books(), context.currentSystemTimeMs()),
        accountNode);
  }

  private void tell(RefusedSample refused) {
    context.forward(
        new Record<>(
            refused.node().getBytes(StandardCharsets.UTF_8),
            refused,
            context.currentSystemTimeMs()),
        watchNode);
  }

  private long nowMicros() {
    return context.currentSystemTimeMs() * 1_000;
  }

  private NodeMeter node(String node) {
    NodeMeter known = nodes.find(node);
    return known == null ? new NodeMeter(peaks) : known;
  }

  private RunMeter run(String node, String run) {
    RunMeter known = runs.find(key(node, run));
    return known == null ? new RunMeter() : known;
  }

  private void forgetUnlisted(String node, Set<String> now) {
    Set<String> before = listed.get(node);
    if (now.equals(before)) {
      return;
    }
    if (before != null) {
      before.stream().filter(run -> !now.contains(run)).forEach(r -> runs.forget(key(node, r)));
    }
    listed.put(node, new HashSet<>(now));
  }

  private void dropOldRuns() {
    for (String key : runs.keys()) {
      RunMeter meter = runs.find(key);
      if (meter != null && meter.seenMillis() < newestMillis - KEEP_MILLIS) {
        runs.delete(key);
      }
    }
    // The scan made objects of all that is stored: keep those in use alone.
    listed.clear();
    runs.forgetAll();
  }

  private static void checkKey(byte @Nullable [] key, String node) throws Refused {
    String read = key == null ? "" : new String(key, StandardCharsets.UTF_8);
    if (!read.equals(node)) {
      throw new Refused("invalid", "the key is \"%s\", the node \"%s\"".formatted(read, node));
    }
    if (node.indexOf(Topic.KEY_SEPARATOR) >= 0) {
      throw new Refused("invalid", "node holds the key separator 0x1f");
    }
  }

  private static String key(String node, String run) {
    return Topic.key(node, run);
  }
}
