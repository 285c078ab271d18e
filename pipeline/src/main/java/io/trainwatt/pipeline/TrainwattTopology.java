package io.trainwatt.pipeline;

import io.trainwatt.events.topic.Topic;
import io.trainwatt.pipeline.account.NodeAccountProcessor;
import io.trainwatt.pipeline.account.RunAccountProcessor;
import io.trainwatt.pipeline.carbon.Figures;
import io.trainwatt.pipeline.carbon.GridBook;
import io.trainwatt.pipeline.carbon.GridProcessor;
import io.trainwatt.pipeline.carbon.GridTable;
import io.trainwatt.pipeline.meter.MeterProcessor;
import io.trainwatt.pipeline.stage.LetterBox;
import io.trainwatt.pipeline.stage.Outlet;
import io.trainwatt.pipeline.stage.StageBooks;
import io.trainwatt.pipeline.watch.ClusterWatchProcessor;
import io.trainwatt.pipeline.watch.Cohorts;
import io.trainwatt.pipeline.watch.NodeWatchProcessor;
import io.trainwatt.pipeline.watch.WatchProcessor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.UsePartitionTimeOnInvalidTimestamp;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * What becomes of a sample:
 *
 * <pre>
 * by node:  samples, nodes ─▶ meter ─▶ node-account ─▶ accounts, series
 *                               ├───▶ node-watch ─▶ alerts
 *                               │         └ silence, keyed by cluster ─▶ cluster-watch ─▶ alerts
 *                               │ slices, keyed by run (internal repartition topic)
 * by run:   runs, progress ─────┴────▶ run-account ──▶ accounts, series
 *                                          └▶ watch ─▶ alerts, advice
 * all of:   grid ─▶ factors that every account reads
 * </pre>
 *
 * <p>Every step reads bytes and decodes them itself, so that what cannot be used goes to {@code
 * trainwatt.deadletter} with its cause and place while the rest goes on. Stores are in memory with
 * a changelog; what changes between two commits is written there once.
 *
 * <p>Topics with the same key must have the same number of partitions: {@link TopicSetup} sees to
 * it.
 */
public final class TrainwattTopology {
  private static final String BY_NODE = "by-node";
  private static final String BY_RUN = "by-run";
  private static final String METER = "meter";
  private static final String SLICES = "slices";
  private static final String NODE_ACCOUNT = "node-account";
  private static final String RUN_ACCOUNT = "run-account";
  private static final String WATCH = "watch";
  private static final String BY_CLUSTER = "by-cluster";
  private static final String NODE_WATCH = "node-watch";
  private static final String SILENCE = "silence";
  private static final String CLUSTER_WATCH = "cluster-watch";
  private static final String GRID_LETTERS = "grid.letters";
  // A commit flushes what is there: larger batches make fewer requests and cost no latency.
  private static final int PRODUCER_BATCH_BYTES = 1 << 17;
  private static final int SESSION_MILLIS = 10_000;
  private static final String SHARED_BUDGETS = "watch.budgets";
  private static final Serde<byte[]> BYTES = Serdes.ByteArray();

  private final PipelineSettings settings;
  private final StageBooks books;
  private final GridBook grid;
  private final Figures figures;
  private final Cohorts cohorts;
  private final LetterBox gridLetters;

  /**
   * With settings.
   *
   * @param books where every stage counts what it used and refused
   */
  public TrainwattTopology(PipelineSettings settings, StageBooks books) {
    this.settings = settings;
    this.books = books;
    this.gridLetters = new LetterBox(books.of(GRID_LETTERS));
    this.grid = new GridBook(GridTable.shipped(), settings.carbon());
    this.figures = new Figures(grid);
    this.cohorts = new Cohorts(settings.watch().budgets(), books.of(SHARED_BUDGETS));
  }

  /** Whether a topic is one by which collectors pass records to each other, in transactions. */
  public static boolean isRepartition(String topic) {
    return topic.endsWith("-repartition");
  }

  /** To be told of every account that is on its topic, from the first. */
  public Cohorts cohorts() {
    return cohorts;
  }

  /** What Kafka Streams must run with. More may be added, none of these changed. */
  public Map<String, Object> properties() {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, settings.applicationId());
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, settings.commitInterval().toMillis());
    properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
    properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, settings.replication());
    properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, settings.cacheBytes());
    properties.put(
        StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG,
        UsePartitionTimeOnInvalidTimestamp.class);
    properties.put(
        StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG), Topic.MAX_RECORD_BYTES);
    properties.put(
        StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
        Topic.MAX_RECORD_BYTES);
    properties.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    properties.put(
        StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), PRODUCER_BATCH_BYTES);
    properties.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    // So long does the work of a collector that was killed wait for another to take it over.
    properties.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), SESSION_MILLIS);
    properties.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG),
        SESSION_MILLIS / 5);
    return properties;
  }

  /** The topology. A new one at each call. */
  public Topology build() {
    StreamsBuilder builder = new StreamsBuilder();
    List.of(
            MeterProcessor.NODES,
            MeterProcessor.RUNS,
            NodeAccountProcessor.LEDGERS,
            NodeAccountProcessor.FACTS,
            NodeAccountProcessor.DAYS,
            RunAccountProcessor.PARTS,
            RunAccountProcessor.ROWS,
            RunAccountProcessor.PROGRESS,
            RunAccountProcessor.SENDERS,
            RunAccountProcessor.DAYS,
            RunAccountProcessor.COURSES,
            RunAccountProcessor.OUTLOOKS,
            WatchProcessor.RUNS,
            NodeWatchProcessor.NODES,
            ClusterWatchProcessor.CLUSTERS)
        .forEach(name -> builder.addStateStore(store(name)));
    grid(builder);
    runs(builder, nodes(builder));
    Topology topology = builder.build();
    sink(topology, Outlet.ACCOUNTS, BY_NODE, NODE_ACCOUNT);
    sink(topology, Outlet.SERIES, BY_NODE, NODE_ACCOUNT);
    sink(topology, Outlet.DEADLETTER, BY_NODE, METER);
    sink(topology, Outlet.ACCOUNTS, BY_RUN, RUN_ACCOUNT);
    sink(topology, Outlet.SERIES, BY_RUN, RUN_ACCOUNT);
    sink(topology, Outlet.DEADLETTER, BY_RUN, RUN_ACCOUNT);
    alertSink(topology, BY_RUN, WATCH);
    alertSink(topology, BY_NODE, NODE_WATCH);
    alertSink(topology, BY_CLUSTER, CLUSTER_WATCH);
    sink(topology, Outlet.ADVICE, BY_RUN, WATCH);
    return topology;
  }

  // Every instance reads all of it.
  private void grid(StreamsBuilder builder) {
    builder.addGlobalStore(
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(GridProcessor.STORE), Serdes.String(), BYTES)
            .withLoggingDisabled(),
        Topic.GRID.topicName(),
        Consumed.with(Serdes.String(), BYTES).withName("grid"),
        () -> new GridProcessor(books, grid, gridLetters));
  }

  private KStream<byte[], byte[]> nodes(StreamsBuilder builder) {
    KStream<Object, Object> metered =
        source(builder, BY_NODE, Topic.SAMPLES, Topic.NODES)
            .process(
                () ->
                    new MeterProcessor(
                        books,
                        settings.peaks(),
                        NODE_ACCOUNT,
                        SLICES,
                        NODE_WATCH,
                        Outlet.DEADLETTER.below(BY_NODE)),
                Named.as(METER),
                MeterProcessor.NODES,
                MeterProcessor.RUNS);
    metered.process(
        () ->
            new NodeAccountProcessor(
                books, figures, Outlet.ACCOUNTS.below(BY_NODE), Outlet.SERIES.below(BY_NODE)),
        Named.as(NODE_ACCOUNT),
        NodeAccountProcessor.LEDGERS,
        NodeAccountProcessor.FACTS,
        NodeAccountProcessor.DAYS);
    metered
        .process(
            () -> new NodeWatchProcessor(books, Outlet.ALERTS.below(BY_NODE), SILENCE),
            Named.as(NODE_WATCH),
            NodeWatchProcessor.NODES)
        .map((cluster, heard) -> KeyValue.pair((byte[]) cluster, (byte[]) heard), Named.as(SILENCE))
        .repartition(Repartitioned.with(BYTES, BYTES).withName(SILENCE))
        .process(
            () -> new ClusterWatchProcessor(books, Outlet.ALERTS.below(BY_CLUSTER)),
            Named.as(CLUSTER_WATCH),
            ClusterWatchProcessor.CLUSTERS);
    return metered
        .map((run, slice) -> KeyValue.pair((byte[]) run, (byte[]) slice), Named.as(SLICES))
        .repartition(Repartitioned.with(BYTES, BYTES).withName(SLICES));
  }

  private void runs(StreamsBuilder builder, KStream<byte[], byte[]> slices) {
    source(builder, BY_RUN, Topic.RUNS, Topic.PROGRESS)
        .merge(slices)
        .process(
            () ->
                new RunAccountProcessor(
                    books,
                    figures,
                    gridLetters,
                    settings.runSilence(),
                    Outlet.ACCOUNTS.below(BY_RUN),
                    Outlet.SERIES.below(BY_RUN),
                    Outlet.DEADLETTER.below(BY_RUN),
                    WATCH),
            Named.as(RUN_ACCOUNT),
            RunAccountProcessor.PARTS,
            RunAccountProcessor.ROWS,
            RunAccountProcessor.PROGRESS,
            RunAccountProcessor.SENDERS,
            RunAccountProcessor.DAYS,
            RunAccountProcessor.COURSES,
            RunAccountProcessor.OUTLOOKS)
        .process(
            () ->
                new WatchProcessor(
                    books,
                    figures,
                    settings.watch(),
                    cohorts,
                    Outlet.ALERTS.below(BY_RUN),
                    Outlet.ADVICE.below(BY_RUN)),
            Named.as(WATCH),
            WatchProcessor.RUNS);
  }

  private static KStream<byte[], byte[]> source(
      StreamsBuilder builder, String name, Topic... topics) {
    return builder.stream(
        List.of(topics).stream().map(Topic::topicName).toList(),
        Consumed.with(BYTES, BYTES).withName(name));
  }

  private static StoreBuilder<KeyValueStore<String, byte[]>> store(String name) {
    return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.String(), BYTES)
        .withCachingEnabled()
        .withLoggingEnabled(Map.of());
  }

  private static void alertSink(Topology topology, String below, String parent) {
    topology.addSink(
        Outlet.ALERTS.below(below),
        Outlet.ALERTS.topic().topicName(),
        new AlertPartitioner.KeySerializer(),
        new ByteArraySerializer(),
        new AlertPartitioner(),
        parent);
  }

  private static void sink(Topology topology, Outlet outlet, String below, String parent) {
    topology.addSink(
        outlet.below(below),
        outlet.topic().topicName(),
        new ByteArraySerializer(),
        new ByteArraySerializer(),
        parent);
  }
}
