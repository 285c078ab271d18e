package io.trainwatt.pipeline.account;

import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.CarbonFigure;
import io.trainwatt.events.account.EmbodiedShare;
import io.trainwatt.events.account.EnergyEntry;
import io.trainwatt.events.account.SampleBooks;
import io.trainwatt.events.node.NodeFacts;
import io.trainwatt.events.quantity.Band;
import io.trainwatt.events.quantity.Energy;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.StageCount;
import io.trainwatt.pipeline.carbon.FigureSum;
import io.trainwatt.pipeline.carbon.Figures;
import io.trainwatt.pipeline.carbon.GridBook;
import io.trainwatt.pipeline.carbon.GridPlace;
import io.trainwatt.pipeline.carbon.TimedEnergy;
import io.trainwatt.pipeline.meter.NodeTick;
import io.trainwatt.pipeline.state.StateFormat;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All that a node's account is made of, but for the row about the node. Not thread-safe. */
final class NodeLedger {
  private long revision;
  private long sinceWallMicros;
  private long asOfWallMicros;
  private long attributed;
  private long unattributed;
  private SampleBooks books = SampleBooks.EMPTY;
  private EnergyLedger energy = new EnergyLedger();
  private TimedEnergy time = new TimedEnergy();
  private List<StageCount> agentStages = List.of();

  /**
   * Adds a tick.
   *
   * @throws ArithmeticException if a sum passes 2^63 - 1 µJ; then this object is spoilt
   */
  void add(NodeTick tick) {
    revision++;
    books = tick.books();
    if (!tick.worthPoint()) {
      return;
    }
    sinceWallMicros =
        sinceWallMicros == 0
            ? tick.fromWallMicros()
            : Math.min(sinceWallMicros, tick.fromWallMicros());
    asOfWallMicros = Math.max(asOfWallMicros, tick.toWallMicros());
    if (tick.newest()) {
      agentStages = tick.sample().stages();
    }
    long[] byQuality = new long[Quality.values().length];
    int hint = 0;
    for (NodeTick.DeviceGrowth device : tick.devices()) {
      for (NodeTick.QualityGrowth growth : device.qualities()) {
        byQuality[growth.quality().ordinal()] += add(hint++, device, growth);
      }
    }
    time.add(tick.place(), tick.fromWallMicros(), tick.toWallMicros(), byQuality);
  }

  private long add(int hint, NodeTick.DeviceGrowth device, NodeTick.QualityGrowth growth) {
    energy.add(
        hint,
        device.device().device(),
        device.device().component(),
        growth.quality(),
        device.device().inTotal(),
        growth.microjoules(),
        growth.bridgedMicrojoules(),
        growth.filledMicrojoules(),
        growth.errorPpm(),
        device.device().correlationGroup());
    if (!device.device().inTotal()) {
      return 0;
    }
    unattributed = Math.addExact(unattributed, growth.unattributedMicrojoules());
    attributed = Math.addExact(attributed, growth.microjoules() - growth.unattributedMicrojoules());
    return growth.microjoules();
  }

  /** A sample was refused: it is in the books and in nothing else. */
  void books(SampleBooks books) {
    revision++;
    this.books = books;
  }

  /** The node's row changed: the next account is another version. */
  void touch() {
    revision++;
  }

  /** Energy in the total so far, in microjoules. */
  long measuredMicrojoules() {
    return Math.addExact(attributed, unattributed);
  }

  int size() {
    return energy.size();
  }

  TimedEnergy time() {
    return time;
  }

  /** Whether its figures may change with what is known of a zone. */
  boolean isTouchedBy(GridBook.Change change) {
    return change.touches(time.zones(), sinceWallMicros, asOfWallMicros + 1);
  }

  /** The account as it stands. */
  Account.OfNode account(String node, Optional<NodeFacts> facts, Figures figures) {
    List<EnergyEntry> entries = new ArrayList<>(energy.size());
    energy.entries(node, entries);
    BandSum sum = new BandSum();
    sum.add(node, energy);
    Band total = sum.band();
    FigureSum meant = new FigureSum();
    time.addTo(meant, figures, node);
    List<CarbonFigure> carbon = new ArrayList<>(meant.carbon(total));
    ReservedTime.figure(embodied(node, facts)).ifPresent(carbon::add);
    return new Account.OfNode(
        node,
        Energy.ofMicrojoules(measuredMicrojoules()),
        Energy.ofMicrojoules(attributed),
        Energy.ofMicrojoules(unattributed),
        books,
        facts,
        agentStages,
        new Account.Ledger(
            revision,
            asOfWallMicros,
            sinceWallMicros,
            entries,
            total,
            carbon,
            meant.cost(total),
            meant.water(total),
            meant.restated()));
  }

  // All of the node, for as long as it was measured.
  private List<EmbodiedShare> embodied(String node, Optional<NodeFacts> facts) {
    return facts
        .flatMap(row -> GridPlace.of(row).embodied())
        .map(embodied -> ReservedTime.share(node, embodied, asOfWallMicros - sinceWallMicros))
        .stream()
        .toList();
  }

  /** Bytes of a node's ledger. */
  static final class Format implements StateFormat<NodeLedger> {
    private static final int VERSION = 2;

    @Override
    public void write(NodeLedger ledger, StateWriter out) {
      out.number(VERSION);
      out.number(ledger.revision);
      out.number(ledger.sinceWallMicros);
      out.number(ledger.asOfWallMicros);
      out.number(ledger.attributed);
      out.number(ledger.unattributed);
      out.number(ledger.books.accepted());
      out.number(ledger.books.repeated());
      out.number(ledger.books.refused());
      out.number(ledger.books.missing());
      ledger.energy.write(out);
      ledger.time.write(out);
      out.number(ledger.agentStages.size());
      for (StageCount stage : ledger.agentStages) {
        write(stage, out);
      }
    }

    private static void write(StageCount stage, StateWriter out) {
      out.text(stage.stage());
      out.number(stage.in());
      out.number(stage.out());
      out.number(stage.held());
      out.number(stage.dropped().size());
      stage
          .dropped()
          .forEach(
              (reason, count) -> {
                out.text(reason);
                out.number(count);
              });
    }

    @Override
    public NodeLedger read(StateReader in) {
      int version = in.version("a node's ledger", VERSION);
      NodeLedger ledger = new NodeLedger();
      ledger.revision = in.number();
      ledger.sinceWallMicros = in.number();
      ledger.asOfWallMicros = in.number();
      ledger.attributed = in.number();
      ledger.unattributed = in.number();
      long accepted = in.number();
      long repeated = in.number();
      long refused = in.number();
      ledger.books =
          new SampleBooks(accepted + repeated + refused, accepted, repeated, refused, in.number());
      ledger.energy = EnergyLedger.read(in);
      ledger.time =
          version == 1 ? TimedEnergy.readUntimed(in, ledger.asOfWallMicros) : TimedEnergy.read(in);
      int count = in.count();
      List<StageCount> stages = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        stages.add(readStage(in));
      }
      ledger.agentStages = stages;
      return ledger;
    }

    private static StageCount readStage(StateReader in) {
      String stage = in.text();
      long entered = in.number();
      long left = in.number();
      long held = in.number();
      Map<String, Long> dropped = new TreeMap<>();
      int count = in.count();
      for (int i = 0; i < count; i++) {
        String reason = in.text();
        dropped.put(reason, in.number());
      }
      return new StageCount(stage, entered, left, held, dropped);
    }
  }
}
