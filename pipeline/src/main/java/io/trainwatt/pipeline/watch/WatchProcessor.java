package io.trainwatt.pipeline.watch;

import io.trainwatt.events.account.Subject;
import io.trainwatt.events.advice.Advice;
import io.trainwatt.events.alert.Alert;
import io.trainwatt.events.codec.AdviceCodec;
import io.trainwatt.events.codec.AlertCodec;
import io.trainwatt.pipeline.account.RunEvent;
import io.trainwatt.pipeline.carbon.Figures;
import io.trainwatt.pipeline.stage.LiveStore;
import io.trainwatt.pipeline.stage.StageBooks;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Third step, beside runs' <i>account</i>: takes {@link RunEvent}s, writes alerts and advice. */
public final class WatchProcessor implements Processor<Object, Object, Object, Object> {
  /** Store of runs under watch, by run. */
  public static final String RUNS = "watch-runs";

  private static final System.Logger LOG = System.getLogger(WatchProcessor.class.getName());
  private static final String STAGE = "watch";
  private static final Duration CLEANING = Duration.ofHours(1);

  private final StageBooks.Book book;
  private final Figures carbon;
  private final WatchConfig config;
  private final Cohorts cohorts;
  private final String alertSink;
  private final String adviceSink;
  private ProcessorContext<Object, Object> context;
  private LiveStore<WatchedRun> runs;
  private long watermarkMicros;

  /** Writes to the sinks of these names. */
  @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
  public WatchProcessor(
      StageBooks books,
      Figures carbon,
      WatchConfig config,
      Cohorts cohorts,
      String alertSink,
      String adviceSink) {
    this.book = books.of(STAGE);
    this.carbon = carbon;
    this.config = config;
    this.cohorts = cohorts;
    this.alertSink = alertSink;
    this.adviceSink = adviceSink;
  }

  @Override
  public void init(ProcessorContext<Object, Object> context) {
    this.context = context;
    this.runs =
        new LiveStore<>(context.getStateStore(RUNS), new WatchedRun.Format(config, cohorts));
    this.watermarkMicros = 0;
    context.schedule(CLEANING, PunctuationType.WALL_CLOCK_TIME, this::clean);
  }

  @Override
  public void process(Record<Object, Object> record) {
    if (!(record.value() instanceof RunEvent event)) {
      throw new IllegalStateException("not from account: " + record.value());
    }
    String run = event.run();
    WatchedRun watched = runs.find(run);
    if (watched == null) {
      watched = new WatchedRun(run, config, cohorts);
    }
    List<Alert> alerts;
    try {
      alerts = watched.take(event, carbon);
    } catch (ArithmeticException e) {
      runs.forget(run);
      book.dropped("out of range");
      return;
    }
    for (Alert alert : alerts) {
      send(alert.subject(), alert.fingerprint(), AlertCodec.encode(alert), record.timestamp());
    }
    watermarkMicros = Math.max(watermarkMicros, watched.watermarkMicros());
    List<Advice> advice = watched.advice();
    for (Advice each : advice) {
      LOG.log(System.Logger.Level.INFO, each.audit());
      context.forward(
          new Record<>(
              run.getBytes(StandardCharsets.UTF_8), AdviceCodec.encode(each), record.timestamp()),
          adviceSink);
    }
    if (!alerts.isEmpty() || !advice.isEmpty() || watched.isWorthKeeping(event)) {
      runs.put(run, watched);
    } else {
      runs.hold(run, watched);
    }
    book.used();
  }

  // Removal is by event time: while nothing happens anywhere, nothing is removed.
  private void clean(long nowMillis) {
    for (String run : runs.keys()) {
      WatchedRun watched = runs.find(run);
      if (watched == null) {
        continue;
      }
      var dropped = watched.dropResolved(watermarkMicros);
      for (String fingerprint : dropped) {
        send(new Subject.OfRun(run), fingerprint, null, nowMillis);
      }
      if (watched.isOver(watermarkMicros)) {
        runs.delete(run);
      } else if (!dropped.isEmpty()) {
        runs.put(run, watched);
      }
      if (watched.hasEnded()) {
        // Nothing is held of it that is not stored; its object would stay for ever.
        runs.forget(run);
      }
    }
  }

  private void send(Subject subject, String fingerprint, byte @Nullable [] value, long millis) {
    context.forward(
        new Record<>(new AlertKey(subject.key(), fingerprint), value, millis), alertSink);
  }
}
