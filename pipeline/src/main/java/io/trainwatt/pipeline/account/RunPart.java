package io.trainwatt.pipeline.account;

import io.trainwatt.events.account.NodeShare;
import io.trainwatt.events.quantity.Energy;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.pipeline.carbon.TimedEnergy;
import io.trainwatt.pipeline.meter.RunSlice;
import io.trainwatt.pipeline.state.StateFormat;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.List;
import java.util.Optional;

/** Energy of a run on one node. Not thread-safe. */
final class RunPart {
  private static final long MAX_TICK_MICROS = 86_400_000_000L;
  private static final long MICROS_PER_MILLI = 1_000;
  private static final long MILLIS_PER_SECOND = 1_000;

  private long revision;
  private long sinceWallMicros;
  private long asOfWallMicros;
  private boolean ended;
  private EnergyLedger energy = new EnergyLedger();
  private TimedEnergy time = new TimedEnergy();
  private ReservedTime reserved = new ReservedTime();
  private EnergyHistory history = new EnergyHistory();
  private Used used = Used.NOTHING;
  // Whether the peak of every accelerator it ever used here is known.
  private boolean capacityKnown = true;
  private boolean shared;
  private long shareAttributed;
  private long shareUnattributed;
  private long shareFromWallMicros;
  private long shareToWallMicros;

  /**
   * Adds a slice.
   *
   * @throws ArithmeticException if a sum passes 2^63 - 1 µJ; then this object is spoilt
   */
  void add(RunSlice slice) {
    // The first slice may reach back to before the run began: it says nothing of its pace.
    boolean idle = revision > 0 && Idleness.of(slice);
    if (revision == 0) {
      sinceWallMicros = slice.fromWallMicros();
      history.add(slice.fromWallMicros(), Used.NOTHING);
    }
    revision++;
    sinceWallMicros = Math.min(sinceWallMicros, slice.fromWallMicros());
    asOfWallMicros = Math.max(asOfWallMicros, slice.toWallMicros());
    ended = slice.ended();
    long[] byQuality = new long[Quality.values().length];
    List<RunSlice.Used> parts = slice.used();
    for (int i = 0; i < parts.size(); i++) {
      RunSlice.Used part = parts.get(i);
      add(i, part);
      if (part.inTotal()) {
        byQuality[part.quality().ordinal()] += part.microjoules();
      }
    }
    long growth = slice.inTotalMicrojoules();
    used = used.plus(new Used(growth, idle ? growth : 0, capacity(slice)));
    time.add(slice.place(), slice.fromWallMicros(), slice.toWallMicros(), byQuality);
    reserved.add(slice, growth);
    history.add(slice.toWallMicros(), used);
    share(slice);
  }

  private long capacity(RunSlice slice) {
    capacityKnown &= slice.peakGigaflops().isPresent();
    long micros = Math.min(MAX_TICK_MICROS, slice.toWallMicros() - slice.fromWallMicros());
    return slice.ended() || micros <= 0
        ? 0
        : slice.peakGigaflops().orElse(0) * (micros / MICROS_PER_MILLI) / MILLIS_PER_SECOND;
  }

  private void add(int hint, RunSlice.Used part) {
    energy.add(
        hint,
        part.device(),
        part.component(),
        part.quality(),
        part.inTotal(),
        part.microjoules(),
        part.bridgedMicrojoules(),
        part.filledMicrojoules(),
        part.errorPpm(),
        part.correlationGroup());
  }

  private void share(RunSlice slice) {
    if (slice.ended() && slice.share().equals(RunSlice.Share.NONE)) {
      return;
    }
    shareAttributed = Math.addExact(shareAttributed, slice.share().attributedMicrojoules());
    shareUnattributed = Math.addExact(shareUnattributed, slice.share().unattributedMicrojoules());
    shareFromWallMicros =
        shared ? Math.min(shareFromWallMicros, slice.fromWallMicros()) : slice.fromWallMicros();
    shareToWallMicros = Math.max(shareToWallMicros, slice.toWallMicros());
    shared = true;
  }

  long revision() {
    return revision;
  }

  long sinceWallMicros() {
    return sinceWallMicros;
  }

  /** Event time of the newest energy. */
  long asOfWallMicros() {
    return asOfWallMicros;
  }

  /** Whether no process of the run lives on the node any more. */
  boolean ended() {
    return ended;
  }

  EnergyLedger energy() {
    return energy;
  }

  TimedEnergy time() {
    return time;
  }

  ReservedTime reserved() {
    return reserved;
  }

  /** What is known of the grid changed: the next account is another version. */
  void touch() {
    revision++;
  }

  /** Energy in the total so far, in microjoules. */
  long inTotalMicrojoules() {
    return used.microjoules();
  }

  /** Everything so far. */
  Used used() {
    return used;
  }

  /** What was used up to a time. */
  Used usedAt(long wallMicros) {
    return history.usedAt(wallMicros);
  }

  /** Whether the capacity counts every accelerator that was used. */
  boolean capacityKnown() {
    return capacityKnown;
  }

  /** Energy in the total up to a time, in microjoules. */
  long microjoulesAt(long wallMicros) {
    return history.at(wallMicros);
  }

  /** What the node measured while the run was alive on it. */
  Optional<NodeShare> share(String node) {
    if (!shared) {
      return Optional.empty();
    }
    return Optional.of(
        new NodeShare(
            node,
            Energy.ofMicrojoules(Math.addExact(shareAttributed, shareUnattributed)),
            Energy.ofMicrojoules(shareAttributed),
            Energy.ofMicrojoules(shareUnattributed),
            shareFromWallMicros,
            shareToWallMicros));
  }

  /** Bytes of a run's part on a node. */
  static final class Format implements StateFormat<RunPart> {
    private static final int VERSION = 3;

    @Override
    public void write(RunPart part, StateWriter out) {
      out.number(VERSION);
      out.number(part.revision);
      out.number(part.sinceWallMicros);
      out.number(part.asOfWallMicros);
      out.flag(part.ended);
      part.energy.write(out);
      part.time.write(out);
      part.reserved.write(out);
      part.history.write(out);
      part.used.write(out);
      out.flag(part.capacityKnown);
      out.flag(part.shared);
      out.number(part.shareAttributed);
      out.number(part.shareUnattributed);
      out.number(part.shareFromWallMicros);
      out.number(part.shareToWallMicros);
    }

    @Override
    public RunPart read(StateReader in) {
      int version = in.version("a run's part", VERSION);
      RunPart part = new RunPart();
      part.revision = in.number();
      part.sinceWallMicros = in.number();
      part.asOfWallMicros = in.number();
      part.ended = in.flag();
      part.energy = EnergyLedger.read(in);
      if (version == 1) {
        part.time = TimedEnergy.readUntimed(in, part.asOfWallMicros);
      } else {
        part.time = TimedEnergy.read(in);
        part.reserved = ReservedTime.read(in);
      }
      part.history = version < 3 ? EnergyHistory.readEnergyAlone(in) : EnergyHistory.read(in);
      part.used = version < 3 ? new Used(in.number(), 0, 0) : Used.read(in);
      part.capacityKnown = version < 3 || in.flag();
      part.shared = in.flag();
      part.shareAttributed = in.number();
      part.shareUnattributed = in.number();
      part.shareFromWallMicros = in.number();
      part.shareToWallMicros = in.number();
      return part;
    }
  }
}
