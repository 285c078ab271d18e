package io.trainwatt.pipeline.account;

import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.DeviceGauges;
import io.trainwatt.events.account.SampleBooks;
import io.trainwatt.events.account.SeriesPoint;
import io.trainwatt.events.account.SliceEntry;
import io.trainwatt.events.account.Subject;
import io.trainwatt.events.codec.AccountCodec;
import io.trainwatt.events.codec.SeriesPointCodec;
import io.trainwatt.events.node.NodeFacts;
import io.trainwatt.events.quantity.Energy;
import io.trainwatt.events.sample.DeviceSample;
import io.trainwatt.events.topic.Topic;
import io.trainwatt.pipeline.carbon.DayEnergy;
import io.trainwatt.pipeline.carbon.Figures;
import io.trainwatt.pipeline.carbon.GridBook;
import io.trainwatt.pipeline.meter.NodeTick;
import io.trainwatt.pipeline.stage.LiveStore;
import io.trainwatt.pipeline.stage.StageBooks;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Second step for nodes, beside <i>meter</i>: takes {@link NodeTick}s, {@link NodeFacts} and, where
 * a sample was refused, {@link SampleBooks}; writes accounts and series of nodes.
 */
public final class NodeAccountProcessor implements Processor<Object, Object, Object, Object> {
  /** Store of ledgers, by node. */
  public static final String LEDGERS = "node-ledgers";

  /** Store of rows about nodes, by node. */
  public static final String FACTS = "node-facts";

  /** Store of energy by time, by node and day. */
  public static final String DAYS = "node-days";

  /** The longest that a changed account waits. */
  public static final Duration FLUSH = Duration.ofMillis(200);

  private static final String STAGE = "account.node";

  private final StageBooks.Book book;
  private final Figures figures;
  private final String accountSink;
  private final String seriesSink;
  private final DirtyQueue dirty = new DirtyQueue();
  private final GridWatch grid;
  private ProcessorContext<Object, Object> context;
  private LiveStore<NodeLedger> ledgers;
  private LiveStore<NodeFacts> facts;
  private LiveStore<DayEnergy> days;

  /** Writes to the sinks of these names. */
  @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
  public NodeAccountProcessor(
      StageBooks books, Figures figures, String accountSink, String seriesSink) {
    this.book = books.of(STAGE);
    this.figures = figures;
    this.grid = new GridWatch(figures.grid());
    this.accountSink = accountSink;
    this.seriesSink = seriesSink;
  }

  @Override
  public void init(ProcessorContext<Object, Object> context) {
    this.context = context;
    this.ledgers = new LiveStore<>(context.getStateStore(LEDGERS), new NodeLedger.Format());
    this.facts = new LiveStore<>(context.getStateStore(FACTS), new NodeFactsFormat());
    this.days = new LiveStore<>(context.getStateStore(DAYS), new DayEnergy.Format());
    dirty.clear();
    grid.begin();
    ledgers.keys().forEach(dirty::add);
    context.schedule(
        FLUSH,
        PunctuationType.WALL_CLOCK_TIME,
        now -> {
          grid.news(this::regrid);
          dirty.flush(node -> write(node, now));
        });
  }

  @Override
  public void process(Record<Object, Object> record) {
    switch (record.value()) {
      case NodeTick tick -> tick(tick, record.timestamp());
      case NodeFacts row -> facts(row);
      case SampleBooks books ->
          books(new String((byte[]) record.key(), StandardCharsets.UTF_8), books);
      default -> throw new IllegalStateException("not from meter: " + record.value());
    }
  }

  private void tick(NodeTick tick, long timestamp) {
    String node = tick.sample().node();
    NodeLedger ledger = ledger(node);
    try {
      ledger.add(tick);
    } catch (ArithmeticException e) {
      // Half of it may have been added: go back to what the store holds.
      ledger.time().days().forEach(day -> days.forget(DayStores.key(node, day)));
      ledgers.forget(node);
      book.dropped("out of range");
      return;
    }
    put(node, ledger);
    book.used();
    if (tick.worthPoint()) {
      SeriesPoint point = point(tick, ledger.measuredMicrojoules());
      context.forward(
          new Record<>(key(node), SeriesPointCodec.encode(point), timestamp), seriesSink);
    }
  }

  private void books(String node, SampleBooks books) {
    NodeLedger ledger = ledger(node);
    ledger.books(books);
    put(node, ledger);
    book.used();
  }

  private void facts(NodeFacts row) {
    facts.put(row.node(), row);
    NodeLedger ledger = ledger(row.node());
    ledger.touch();
    put(row.node(), ledger);
    book.used();
  }

  private void put(String node, NodeLedger ledger) {
    ledgers.put(node, ledger);
    dirty.add(node);
    if (ledger.time().hasChanged()) {
      DayStores.write(ledger.time(), days, node);
    }
  }

  private NodeLedger ledger(String node) {
    NodeLedger live = ledgers.live(node);
    if (live != null) {
      return live;
    }
    NodeLedger known = ledgers.find(node);
    if (known == null) {
      return new NodeLedger();
    }
    days.eachBelow(Topic.key(node, ""), (key, day) -> known.time().attach(day));
    return known;
  }

  private void regrid(Predicate<Predicate<GridBook.Change>> touched) {
    for (String node : ledgers.keys()) {
      NodeLedger ledger = ledger(node);
      if (touched.test(ledger::isTouchedBy)) {
        ledger.touch();
        put(node, ledger);
      }
    }
  }

  private int write(String node, long nowMillis) {
    NodeLedger ledger = ledger(node);
    if (ledger.time().freeze(figures, node)) {
      put(node, ledger);
    }
    Account account = ledger.account(node, Optional.ofNullable(facts.find(node)), figures);
    context.forward(new Record<>(key(node), AccountCodec.encode(account), nowMillis), accountSink);
    return ledger.size();
  }

  private static byte[] key(String node) {
    return new Subject.OfNode(node).key().getBytes(StandardCharsets.UTF_8);
  }

  private static SeriesPoint point(NodeTick tick, long totalMicrojoules) {
    List<SliceEntry> slices = new ArrayList<>(tick.devices().size());
    List<DeviceGauges> gauges = new ArrayList<>(tick.newest() ? tick.devices().size() : 0);
    for (NodeTick.DeviceGrowth growth : tick.devices()) {
      DeviceSample device = growth.device();
      for (NodeTick.QualityGrowth quality : growth.qualities()) {
        slices.add(
            new SliceEntry(
                device.device(),
                device.component(),
                quality.quality(),
                device.inTotal(),
                Energy.ofMicrojoules(quality.microjoules()),
                Energy.ofMicrojoules(quality.unattributedMicrojoules())));
      }
      if (tick.newest()) {
        gauges.add(gauges(device));
      }
    }
    return new SeriesPoint(
        new Subject.OfNode(tick.sample().node()),
        tick.sample().node(),
        tick.fromWallMicros(),
        tick.toWallMicros(),
        slices,
        Energy.ofMicrojoules(totalMicrojoules),
        gauges,
        Optional.empty());
  }

  private static DeviceGauges gauges(DeviceSample device) {
    var read = device.gauges();
    return new DeviceGauges(
        device.device(),
        device.component(),
        read.power(),
        read.utilizationPpm(),
        read.memoryUsedBytes(),
        read.temperatureMillicelsius());
  }
}
