package io.trainwatt.pipeline.watch;

import io.trainwatt.events.alert.Alert;
import io.trainwatt.events.codec.AlertCodec;
import io.trainwatt.pipeline.stage.LiveStore;
import io.trainwatt.pipeline.stage.StageBooks;
import io.trainwatt.pipeline.state.StateReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Which nodes of a cluster are silent: one or a few each by itself, many at once as one alert. */
public final class ClusterWatchProcessor implements Processor<byte[], byte[], Object, Object> {
  /** Store of clusters, by cluster. */
  public static final String CLUSTERS = "watch-clusters";

  private static final String STAGE = "watch.cluster";
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final StageBooks.Book book;
  private final String alertSink;
  private final NodeHeard.Format format = new NodeHeard.Format();
  private ProcessorContext<Object, Object> context;
  private LiveStore<SilentCluster> clusters;

  /** Writes to the sink of this name. */
  @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
  public ClusterWatchProcessor(StageBooks books, String alertSink) {
    this.book = books.of(STAGE);
    this.alertSink = alertSink;
  }

  @Override
  public void init(ProcessorContext<Object, Object> context) {
    this.context = context;
    this.clusters = new LiveStore<>(context.getStateStore(CLUSTERS), new SilentCluster.Format());
    context.schedule(LOOK, PunctuationType.WALL_CLOCK_TIME, this::look);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    String name = new String(record.key(), StandardCharsets.UTF_8);
    SilentCluster known = clusters.find(name);
    SilentCluster cluster = known == null ? new SilentCluster(name) : known;
    cluster.take(
        format.read(new StateReader(record.value())), context.currentSystemTimeMs() * 1_000);
    clusters.put(name, cluster);
    book.used();
  }

  private void look(long nowMillis) {
    for (String name : clusters.keys()) {
      SilentCluster cluster = clusters.find(name);
      if (cluster == null) {
        continue;
      }
      List<Alert> said = cluster.look(nowMillis * 1_000);
      for (Alert alert : said) {
        AlertKey key = new AlertKey(alert.subject().key(), alert.fingerprint());
        send(key, AlertCodec.encode(alert), nowMillis);
      }
      List<AlertKey> dropped = cluster.dropResolved(nowMillis * 1_000);
      dropped.forEach(key -> send(key, null, nowMillis));
      if (!said.isEmpty() || !dropped.isEmpty()) {
        clusters.put(name, cluster);
      }
    }
  }

  private void send(AlertKey key, byte @Nullable [] value, long millis) {
    context.forward(new Record<>(key, value, millis), alertSink);
  }
}
