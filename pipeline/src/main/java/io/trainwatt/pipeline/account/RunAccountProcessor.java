package io.trainwatt.pipeline.account;

import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.SeriesPoint;
import io.trainwatt.events.account.SliceEntry;
import io.trainwatt.events.account.Subject;
import io.trainwatt.events.codec.AccountCodec;
import io.trainwatt.events.codec.MalformedRecord;
import io.trainwatt.events.codec.ProgressCodec;
import io.trainwatt.events.codec.RunFactsCodec;
import io.trainwatt.events.codec.SeriesPointCodec;
import io.trainwatt.events.progress.Progress;
import io.trainwatt.events.quantity.Energy;
import io.trainwatt.events.run.RunFacts;
import io.trainwatt.events.run.RunState;
import io.trainwatt.events.topic.Topic;
import io.trainwatt.pipeline.carbon.Figures;
import io.trainwatt.pipeline.carbon.GridBook;
import io.trainwatt.pipeline.carbon.HoursAhead;
import io.trainwatt.pipeline.forecast.CurveRow;
import io.trainwatt.pipeline.meter.RunSlice;
import io.trainwatt.pipeline.meter.RunSliceFormat;
import io.trainwatt.pipeline.stage.DeadLetters;
import io.trainwatt.pipeline.stage.LetterBox;
import io.trainwatt.pipeline.stage.Refused;
import io.trainwatt.pipeline.stage.StageBooks;
import io.trainwatt.pipeline.state.DamagedState;
import io.trainwatt.pipeline.state.StateReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Second step for runs: reads slices, progress and rows, all partitioned by run. Writes accounts
 * and series of runs, and tells <i>watch</i> what happened.
 */
public final class RunAccountProcessor implements Processor<byte[], byte[], Object, Object> {
  /** Store of energy, by run and node. */
  public static final String PARTS = "run-energy";

  /** Store of rows about runs, by run and node. */
  public static final String ROWS = "run-rows";

  /** Store of progress, by run. */
  public static final String PROGRESS = "run-progress";

  /** Store of work by rank and source, by run and node. */
  public static final String SENDERS = "run-senders";

  /** Store of energy by time, by run, node and day. */
  public static final String DAYS = "run-days";

  /** Store of what its energy went into, by run. */
  public static final String COURSES = "run-courses";

  /** Store of curves and paces, by run. */
  public static final String OUTLOOKS = "run-outlooks";

  private static final String STAGE = "account.run";
  private static final Duration CLEANING = Duration.ofHours(1);
  private static final Duration LISTENING = Duration.ofSeconds(10);
  // A day longer than samples are retained: none that comes may name a run that was dropped.
  private static final long LEAST_MILLIS = Topic.SAMPLES.retention().plusDays(1).toMillis();
  private static final Duration CLOCK_AHEAD = Duration.ofHours(12);
  private static final long YEAR_2200_MICROS = 7_258_118_400_000_000L;

  private final StageBooks.Book book;
  private final Figures figures;
  private final String accountSink;
  private final String seriesSink;
  private final String deadLetterSink;
  private final String watchNode;
  private final RunSliceFormat sliceFormat = new RunSliceFormat();
  private final DirtyQueue dirty = new DirtyQueue();
  private final GridWatch grid;
  private final LetterBox gridLetters;
  private final HoursAhead hours;
  private final Map<String, RunBook.Reach> reaches = new HashMap<>();
  private final Duration ownSilence;
  private Silence silence;
  private ProcessorContext<Object, Object> context;
  private DeadLetters deadLetters;
  private RunStores stores;
  private long newestWallMicros;

  /**
   * Writes to the children of these names.
   *
   * @param gridLetters what was refused of the grid: one task of all writes it
   * @param silence after which a run is taken to have ended on a node that says nothing of it
   */
  @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
  public RunAccountProcessor(
      StageBooks books,
      Figures figures,
      LetterBox gridLetters,
      Duration silence,
      String accountSink,
      String seriesSink,
      String deadLetterSink,
      String watchNode) {
    this.book = books.of(STAGE);
    this.figures = figures;
    this.grid = new GridWatch(figures.grid());
    this.gridLetters = gridLetters;
    this.hours = new HoursAhead(figures.grid());
    this.ownSilence = silence;
    this.accountSink = accountSink;
    this.seriesSink = seriesSink;
    this.deadLetterSink = deadLetterSink;
    this.watchNode = watchNode;
  }

  @Override
  public void init(ProcessorContext<Object, Object> context) {
    this.context = context;
    this.deadLetters = new DeadLetters(context, deadLetterSink, STAGE, book);
    this.stores = new RunStores(context);
    dirty.clear();
    reaches.clear();
    newestWallMicros = 0;
    grid.begin();
    stores.runs().forEach(dirty::add);
    this.silence = new Silence(ownSilence.toMillis());
    stores.rows().forEach(this::listenTo);
    context.schedule(LISTENING, PunctuationType.WALL_CLOCK_TIME, this::endSilent);
    context.schedule(
        NodeAccountProcessor.FLUSH,
        PunctuationType.WALL_CLOCK_TIME,
        now -> {
          grid.news(this::regrid);
          writeGridLetters(now);
          dirty.flush(run -> write(run, now));
        });
    context.schedule(CLEANING, PunctuationType.WALL_CLOCK_TIME, this::clean);
  }

  // Every instance refuses the same: the one that has this task writes it.
  private void writeGridLetters(long nowMillis) {
    if (context.taskId().partition() == 0) {
      gridLetters.take().forEach(letter -> deadLetters.write(letter, nowMillis));
    }
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    String topic = context.recordMetadata().orElseThrow().topic();
    try {
      if (topic.equals(Topic.RUNS.topicName())) {
        row(record);
      } else if (topic.equals(Topic.PROGRESS.topicName())) {
        progress(record);
      } else {
        slice(record);
      }
      book.used();
    } catch (MalformedRecord e) {
      deadLetters.refuse(record, e.causeWord(), e.detail());
    } catch (Refused e) {
      deadLetters.refuse(record, e.causeWord(), e.detail());
    }
  }

  /**
   * Drops runs of which nothing was heard for as long as corrections may reach them, however they
   * ended: no sample that could name them is retained by then, and no factor restates them. By
   * event time, so that nothing goes while nothing happens, and no clock that is ahead makes
   * anything go.
   */
  private void clean(long nowMillis) {
    long newest = Math.min(newestWallMicros, nowMillis * 1_000);
    long before =
        newest - Math.max(figures.grid().config().keep().toMillis(), LEAST_MILLIS) * 1_000;
    for (String run : stores.runs()) {
      // One that waits to be written is looked at the next time: its account is to be whole.
      if (!dirty.holds(run) && stores.book(run).newestWallMicros() < before) {
        stores.remove(run);
        reaches.remove(run);
      }
    }
    // Objects of runs that are over would stay for ever; those in use are read again.
    stores.forgetAll();
  }

  private void slice(Record<byte[], byte[]> record) throws Refused {
    RunSlice slice = decode(record.value());
    String run = slice.run();
    RunBook runBook = stores.book(run);
    RunPart part = stores.part(runBook, slice.node());
    try {
      part.add(slice);
    } catch (ArithmeticException e) {
      throw spoilt(run, slice.node(), "a sum of energies is out of range");
    }
    stores.put(run, slice.node(), runBook, part);
    runBook.used(slice);
    settle(run, runBook);
    hear(slice, runBook);
    dirty.add(run);
    newestWallMicros = Math.max(newestWallMicros, slice.toWallMicros());
    SeriesPoint point = point(slice, part, runBook);
    context.forward(
        new Record<>(key(run), SeriesPointCodec.encode(point), record.timestamp()), seriesSink);
    tell(record, new RunEvent.Used(slice));
  }

  private RunSlice decode(byte @Nullable [] bytes) throws Refused {
    if (bytes == null) {
      throw new Refused("undecodable", "the record has no value");
    }
    try {
      return sliceFormat.read(new StateReader(bytes));
    } catch (DamagedState e) {
      // One of a later version is no such case: it must wait for the collector that knows it.
      throw new Refused("undecodable", String.valueOf(e.getMessage()));
    }
  }

  private void progress(Record<byte[], byte[]> record) throws MalformedRecord, Refused {
    if (record.value() == null) {
      throw new Refused("undecodable", "the record has no value");
    }
    Progress progress = ProgressCodec.decode(record.value());
    checkKey(record.key(), progress.run());
    checkIds(progress.run(), progress.node());
    if (progress.wallMicros() <= 0 || progress.wallMicros() >= YEAR_2200_MICROS) {
      throw new Refused(
          "invalid", "wall_micros is no time between 1970 and 2200: " + progress.wallMicros());
    }
    long ahead = progress.wallMicros() / 1_000 - context.currentSystemTimeMs();
    if (ahead > CLOCK_AHEAD.toMillis()) {
      throw new Refused(
          "clock ahead", "wall_micros is " + Duration.ofMillis(ahead) + " ahead of the collector");
    }
    String run = progress.run();
    RunBook runBook = stores.book(run);
    Plausible.check(progress, runBook);
    Senders senders = stores.senders(run, progress.node());
    try {
      runBook.progress().take(progress, senders);
    } catch (ArithmeticException e) {
      throw spoilt(run, progress.node(), "a sum of work is out of range");
    }
    runBook.progressIsNews();
    stores.put(run, progress.node(), runBook, senders);
    silence.broken(run, progress.node(), context.currentSystemTimeMs());
    stores.put(run, runBook.progress());
    if (runBook.course().take(progress, runBook.progress().work())) {
      stores.put(run, runBook.course());
    }
    dirty.add(run);
    Optional<CurveRow> row = runBook.outlook().take(progress);
    settle(run, runBook);
    stores.put(run, runBook.outlook());
    tell(record, new RunEvent.Progressed(progress));
    if (row.isPresent()) {
      tell(record, new RunEvent.Learnt(run, row.get(), runBook.outlook()));
    }
  }

  private void row(Record<byte[], byte[]> record) throws MalformedRecord, Refused {
    if (record.value() == null) {
      removeRow(record);
      return;
    }
    RunFacts row = RunFactsCodec.decode(record.value());
    checkIds(row.run(), row.node());
    checkKey(record.key(), Topic.key(row.run(), row.node()));
    RunBook runBook = stores.book(row.run());
    RunFacts known = runBook.rows().get(row.node());
    if (known != null && known.revision() > row.revision()) {
      // An older version that comes again.
      return;
    }
    stores.put(runBook, row);
    listenTo(row);
    dirty.add(row.run());
    tell(record, new RunEvent.Described(row.run(), runBook.merged()));
  }

  private void removeRow(Record<byte[], byte[]> record) throws Refused {
    String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    int end = key.indexOf(Topic.KEY_SEPARATOR);
    if (end <= 0) {
      throw new Refused("invalid", "the key is no run and node: \"" + key + "\"");
    }
    String run = key.substring(0, end);
    RunBook runBook = stores.book(run);
    stores.removeRow(run, key.substring(end + 1), runBook);
    silence.over(run, key.substring(end + 1));
    dirty.add(run);
    tell(record, new RunEvent.Described(run, runBook.merged()));
  }

  private void listenTo(RunFacts row) {
    if (row.state() == RunState.RUNNING) {
      silence.broken(row.run(), row.node(), context.currentSystemTimeMs());
    } else {
      silence.over(row.run(), row.node());
    }
  }

  /** A node that was silent is heard of again: its runs had not ended. */
  private void hear(RunSlice slice, RunBook runBook) {
    RunFacts row = runBook.rows().get(slice.node());
    if (row == null || slice.ended()) {
      return;
    }
    boolean revived =
        row.state() == RunState.ENDED
            && row.endedWallMicros().orElse(Long.MAX_VALUE) < slice.toWallMicros();
    if (revived) {
      stores.put(runBook, Silence.running(row));
    }
    if (revived || row.state() == RunState.RUNNING) {
      silence.broken(slice.run(), slice.node(), context.currentSystemTimeMs());
    }
  }

  private void endSilent(long nowMillis) {
    for (Silence.Place place : silence.take(nowMillis)) {
      RunBook runBook = stores.book(place.run());
      RunFacts row = runBook.rows().get(place.node());
      if (row != null && row.state() == RunState.RUNNING) {
        endSilent(place, runBook, row, nowMillis);
      }
    }
  }

  private void endSilent(Silence.Place place, RunBook runBook, RunFacts row, long nowMillis) {
    RunPart part = runBook.parts().get(place.node());
    long last = row.startedWallMicros();
    if (part != null) {
      last = Math.max(last, part.asOfWallMicros());
      part.touch();
      stores.put(place.run(), place.node(), runBook, part);
    }
    stores.put(runBook, Silence.ended(row, last));
    dirty.add(place.run());
    context.forward(
        new Record<>(
            place.run().getBytes(StandardCharsets.UTF_8),
            new RunEvent.Described(place.run(), runBook.merged()),
            nowMillis),
        watchNode);
  }

  // Half of it may have been added: go back to what the stores hold.
  private Refused spoilt(String run, String node, String detail) {
    stores.forget(run);
    stores.forget(run, node);
    return new Refused("invalid", detail);
  }

  private void tell(Record<byte[], byte[]> record, RunEvent event) {
    context.forward(new Record<>(record.key(), event, record.timestamp()), watchNode);
  }

  // Runs that have not been written since the start are dirty anyway, and have no reach yet.
  private void regrid(Predicate<Predicate<GridBook.Change>> touched) {
    reaches.forEach(
        (run, reach) -> {
          if (touched.test(reach::isTouchedBy)) {
            stores.touch(run);
            dirty.add(run);
          }
        });
  }

  private void settle(String run, RunBook runBook) {
    RunBook.Settled settled = runBook.settle();
    if (settled.progress()) {
      stores.put(run, runBook.progress());
    }
    if (settled.course()) {
      stores.put(run, runBook.course());
    }
  }

  private int write(String run, long nowMillis) {
    RunBook runBook = stores.book(run);
    stores.freeze(run, runBook, figures);
    reaches.put(run, runBook.reach());
    Account.OfRun account = runBook.account(figures);
    context.forward(new Record<>(key(run), AccountCodec.encode(account), nowMillis), accountSink);
    context.forward(
        new Record<>(
            run.getBytes(StandardCharsets.UTF_8),
            new RunEvent.Accounted(account, runBook.cleaner(account, hours)),
            nowMillis),
        watchNode);
    return runBook.size();
  }

  private static void checkIds(String run, String node) throws Refused {
    if (run.indexOf(Topic.KEY_SEPARATOR) >= 0 || node.indexOf(Topic.KEY_SEPARATOR) >= 0) {
      throw new Refused("invalid", "run or node holds the key separator 0x1f");
    }
  }

  private static void checkKey(byte @Nullable [] key, String expected) throws Refused {
    String read = key == null ? "" : new String(key, StandardCharsets.UTF_8);
    if (!read.equals(expected)) {
      throw new Refused(
          "invalid", "the key is \"%s\", the record's own \"%s\"".formatted(read, expected));
    }
  }

  private static byte[] key(String run) {
    return new Subject.OfRun(run).key().getBytes(StandardCharsets.UTF_8);
  }

  private static SeriesPoint point(RunSlice slice, RunPart part, RunBook book) {
    List<SliceEntry> entries = new ArrayList<>(slice.used().size());
    for (RunSlice.Used used : slice.used()) {
      entries.add(
          new SliceEntry(
              used.device(),
              used.component(),
              used.quality(),
              used.inTotal(),
              Energy.ofMicrojoules(used.microjoules()),
              Energy.ZERO));
    }
    return new SeriesPoint(
        new Subject.OfRun(slice.run()),
        slice.node(),
        slice.fromWallMicros(),
        slice.toWallMicros(),
        entries,
        Energy.ofMicrojoules(part.inTotalMicrojoules()),
        List.of(),
        book.takeProgressNews());
  }
}
