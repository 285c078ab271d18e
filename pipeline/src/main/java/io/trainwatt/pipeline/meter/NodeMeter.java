package io.trainwatt.pipeline.meter;

import io.trainwatt.events.account.SampleBooks;
import io.trainwatt.events.node.NodeFacts;
import io.trainwatt.events.sample.Counter;
import io.trainwatt.events.sample.DeviceSample;
import io.trainwatt.events.sample.ListedRun;
import io.trainwatt.events.sample.Sample;
import io.trainwatt.events.sample.User;
import io.trainwatt.events.topic.Topic;
import io.trainwatt.pipeline.carbon.GridPlace;
import io.trainwatt.pipeline.stage.Refused;
import io.trainwatt.pipeline.state.StateFormat;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that is kept of a node to turn its samples into energy, but for its runs' counters. Whether
 * energy is added depends on the counters alone, never on sequence, order or time. Not thread-safe.
 */
final class NodeMeter {
  /** Where a run's counters come from. */
  interface RunMeters {
    /** The run's counters on this node; made, with nothing seen, at first use. */
    RunMeter of(String run);
  }

  private static final String SECOND_AGENT = "second live agent";
  private static final long YEAR_2200_MICROS = 7_258_118_400_000_000L;

  private final SequenceBook sequences;
  private final InstanceBook instances;
  private final List<DeviceMeter> devices;
  private final NodePeaks peaks;
  private long accepted;
  private long repeated;
  private long refused;
  private String boot = "";
  private long monotonicNanos;
  private long toWallMicros;
  private Optional<GridPlace> place = Optional.empty();

  NodeMeter() {
    this(DevicePeaks.shipped());
  }

  NodeMeter(DevicePeaks peaks) {
    this(new SequenceBook(), new InstanceBook(), new ArrayList<>(), peaks);
  }

  private NodeMeter(
      SequenceBook sequences,
      InstanceBook instances,
      List<DeviceMeter> devices,
      DevicePeaks peaks) {
    this.sequences = sequences;
    this.instances = instances;
    this.devices = devices;
    this.peaks = new NodePeaks(peaks);
  }

  /** What the agent says of the node. */
  void facts(NodeFacts facts) {
    place = Optional.of(GridPlace.of(facts));
    peaks.facts(facts);
  }

  /** Counts a sample that was refused. */
  void refuse() {
    refused++;
  }

  SampleBooks books() {
    return new SampleBooks(
        accepted + repeated + refused, accepted, repeated, refused, sequences.missing());
  }

  /**
   * Adds what a sample says that was not known.
   *
   * @param seenMillis record time of the sample: what is kept, is kept by it
   * @param dropBeforeMillis record time before which samples are retained no more
   * @throws Refused if it must not be counted; then nothing was changed, but for the values of a
   *     second live agent, which are taken note of so that they are never added
   * @throws ArithmeticException if a sum passes 2^63 - 1 µJ; then this object is spoilt
   */
  NodeTick read(Sample sample, long seenMillis, long dropBeforeMillis, RunMeters runMeters)
      throws Refused {
    check(sample);
    Optional<String> owner = instances.intrudes(sample);
    if (owner.isPresent()) {
      absorb(sample, seenMillis, runMeters);
      throw new Refused(
          SECOND_AGENT,
          "instance %s sends for a node that instance %s has: end one of them, or name its node otherwise; then start the other anew"
              .formatted(sample.agent().id(), owner.get()));
    }
    SequenceBook.Sight sight = sequences.see(sample.sequence());
    if (sight == SequenceBook.Sight.REPEATED) {
      repeated++;
    } else {
      accepted++;
    }
    boolean newest = sight == SequenceBook.Sight.NEWEST;
    TickReading reading = new TickReading(sample, runMeters, seenMillis, toWallMicros, peaks);
    for (int i = 0; i < sample.devices().size(); i++) {
      DeviceSample device = sample.devices().get(i);
      DeviceMeter meter = device(device.device(), i);
      reading.read(device, meter);
      meter.dropBefore(dropBeforeMillis);
    }
    boolean worthPoint = newest || reading.grew();
    long from = toWallMicros;
    long read = readWallMicros(sample);
    if (worthPoint) {
      advance(sample, read);
    }
    long since = since(newest, from, read, reading);
    return new NodeTick(
        sample,
        since,
        toWallMicros,
        newest,
        worthPoint,
        place,
        reading.devices(),
        worthPoint ? reading.slices(since, toWallMicros, newest, place) : List.of(),
        books());
  }

  /** Whatever these counters show is not added, now or by an agent that goes on with them. */
  private void absorb(Sample sample, long seenMillis, RunMeters runMeters) {
    TickReading reading = new TickReading(sample, runMeters, seenMillis, toWallMicros, peaks);
    for (int i = 0; i < sample.devices().size(); i++) {
      DeviceSample device = sample.devices().get(i);
      reading.read(device, device(device.device(), i));
    }
  }

  private static long since(boolean newest, long previous, long read, TickReading reading) {
    if (previous == 0) {
      return Math.min(reading.begin(), read);
    }
    return newest ? previous : Math.min(previous, read);
  }

  private void check(Sample sample) throws Refused {
    if (sample.wallMicros() <= 0 || sample.wallMicros() >= YEAR_2200_MICROS) {
      throw new Refused(
          "invalid", "wall_micros is no time between 1970 and 2200: " + sample.wallMicros());
    }
    for (var run : sample.runs()) {
      if (run.run().indexOf(Topic.KEY_SEPARATOR) >= 0) {
        throw new Refused("invalid", "runs.run holds the key separator 0x1f");
      }
    }
    for (int i = 0; i < sample.devices().size(); i++) {
      DeviceSample device = sample.devices().get(i);
      Optional<String> imbalance = device.imbalance();
      if (imbalance.isPresent()) {
        throw new Refused("books do not balance", imbalance.get());
      }
      checkEpoch(device, i);
      checkUsers(sample, device);
    }
  }

  private void checkEpoch(DeviceSample device, int hint) throws Refused {
    DeviceMeter meter = find(device.device(), hint);
    if (meter != null && meter.tooOld(device.epoch())) {
      throw new Refused(
          "epoch too old",
          "device %s: epoch ordinal %d, the oldest kept is %d"
              .formatted(device.device(), device.epoch().ordinal(), meter.oldestOrdinal()));
    }
  }

  private static void checkUsers(Sample sample, DeviceSample device) throws Refused {
    for (Counter counter : device.counters()) {
      if (counter.user() instanceof User.OfRun(String run) && !lists(sample, run)) {
        throw new Refused("invalid", "a counter names run " + run + ", which is not listed");
      }
    }
  }

  private static boolean lists(Sample sample, String run) {
    for (ListedRun listed : sample.runs()) {
      if (listed.run().equals(run)) {
        return true;
      }
    }
    return false;
  }

  private DeviceMeter device(String device, int hint) {
    DeviceMeter known = find(device, hint);
    if (known != null) {
      return known;
    }
    DeviceMeter fresh = new DeviceMeter(device);
    devices.add(fresh);
    return fresh;
  }

  // Devices come in the same order tick after tick: the first look usually finds it.
  private @Nullable DeviceMeter find(String device, int hint) {
    if (hint < devices.size() && devices.get(hint).device().equals(device)) {
      return devices.get(hint);
    }
    for (DeviceMeter meter : devices) {
      if (meter.device().equals(device)) {
        return meter;
      }
    }
    return null;
  }

  private static long readWallMicros(Sample sample) {
    long read = Long.MIN_VALUE;
    for (DeviceSample device : sample.devices()) {
      read = Math.max(read, sample.readWallMicros(device));
    }
    // A reading is never younger than its record.
    return read <= 0 ? sample.wallMicros() : Math.min(read, sample.wallMicros());
  }

  // A wall clock that was set back must neither repeat a time nor squeeze a second into a moment.
  private void advance(Sample sample, long read) {
    long step = 1;
    if (boot.equals(sample.boot()) && sample.monotonicNanos() > monotonicNanos) {
      step = Math.max(1, (sample.monotonicNanos() - monotonicNanos) / 1_000);
    }
    toWallMicros = read > toWallMicros ? read : toWallMicros + step;
    if (!boot.equals(sample.boot()) || sample.monotonicNanos() > monotonicNanos) {
      boot = sample.boot();
      monotonicNanos = sample.monotonicNanos();
    }
  }

  /** Bytes of a node's meter. */
  static final class Format implements StateFormat<NodeMeter> {
    private static final int VERSION = 4;
    private final DevicePeaks peaks;

    Format() {
      this(DevicePeaks.shipped());
    }

    Format(DevicePeaks peaks) {
      this.peaks = peaks;
    }

    @Override
    public void write(NodeMeter meter, StateWriter out) {
      out.number(VERSION);
      out.number(meter.accepted);
      out.number(meter.repeated);
      out.number(meter.refused);
      meter.sequences.write(out);
      meter.instances.write(out);
      out.text(meter.boot);
      out.number(meter.monotonicNanos);
      out.number(meter.toWallMicros);
      GridPlace.write(meter.place, out);
      out.number(meter.devices.size());
      for (DeviceMeter device : meter.devices) {
        device.write(out);
      }
      meter.peaks.write(out);
    }

    @Override
    public NodeMeter read(StateReader in) {
      int version = in.version("a node's meter", VERSION);
      long accepted = in.number();
      long repeated = in.number();
      long refused = in.number();
      NodeMeter meter =
          new NodeMeter(
              SequenceBook.read(in),
              version < 2 ? new InstanceBook() : InstanceBook.read(in),
              new ArrayList<>(),
              peaks);
      meter.accepted = accepted;
      meter.repeated = repeated;
      meter.refused = refused;
      meter.boot = in.text();
      meter.monotonicNanos = in.number();
      meter.toWallMicros = in.number();
      meter.place = GridPlace.read(in);
      int count = in.count();
      for (int i = 0; i < count; i++) {
        meter.devices.add(DeviceMeter.read(in));
      }
      if (version >= 4) {
        meter.peaks.read(in);
      }
      return meter;
    }
  }
}
