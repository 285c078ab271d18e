package io.trainwatt.pipeline.meter;

import io.trainwatt.events.sample.Epoch;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.ArrayList;
import java.util.List;

/** The epochs of one device and what nobody used in each. Not thread-safe. */
final class DeviceMeter {

  /** What is kept of one epoch. */
  static final class Kept {
    private final String id;
    private final long ordinal;
    private final Highest unattributed;
    private long seenMillis;

    private Kept(String id, long ordinal, Highest unattributed, long seenMillis) {
      this.id = id;
      this.ordinal = ordinal;
      this.unattributed = unattributed;
      this.seenMillis = seenMillis;
    }

    Highest unattributed() {
      return unattributed;
    }
  }

  private final String device;
  private final List<Kept> epochs = new ArrayList<>(1);
  // Epochs below were dropped: a value of theirs could be counted twice.
  private long oldestOrdinal;

  DeviceMeter(String device) {
    this.device = device;
  }

  String device() {
    return device;
  }

  /** Whether the epoch is older than all that is kept, so that it must not be counted. */
  boolean tooOld(Epoch epoch) {
    return epoch.ordinal() < oldestOrdinal && !knows(epoch);
  }

  long oldestOrdinal() {
    return oldestOrdinal;
  }

  /** Whether a value of the epoch was counted before. */
  boolean knows(Epoch epoch) {
    for (Kept kept : epochs) {
      if (kept.id.equals(epoch.id())) {
        return true;
      }
    }
    return false;
  }

  /** The epoch's counters; made, with nothing seen, at first use. */
  Kept epoch(Epoch epoch, long seenMillis) {
    for (Kept kept : epochs) {
      if (kept.id.equals(epoch.id())) {
        kept.seenMillis = Math.max(kept.seenMillis, seenMillis);
        return kept;
      }
    }
    Kept fresh = new Kept(epoch.id(), epoch.ordinal(), new Highest(), seenMillis);
    epochs.add(fresh);
    return fresh;
  }

  /** Drops epochs that were last seen before a time, but for the newest. */
  void dropBefore(long millis) {
    if (epochs.size() < 2) {
      return;
    }
    long newest = epochs.stream().mapToLong(kept -> kept.ordinal).max().orElseThrow();
    epochs.removeIf(
        kept -> {
          boolean drop = kept.seenMillis < millis && kept.ordinal < newest;
          if (drop) {
            oldestOrdinal = Math.max(oldestOrdinal, kept.ordinal + 1);
          }
          return drop;
        });
  }

  void write(StateWriter out) {
    out.text(device);
    out.number(oldestOrdinal);
    out.number(epochs.size());
    for (Kept kept : epochs) {
      out.text(kept.id);
      out.number(kept.ordinal);
      out.number(kept.seenMillis);
      kept.unattributed.write(out);
    }
  }

  static DeviceMeter read(StateReader in) {
    DeviceMeter meter = new DeviceMeter(in.text());
    meter.oldestOrdinal = in.number();
    int count = in.count();
    for (int i = 0; i < count; i++) {
      String id = in.text();
      long ordinal = in.number();
      long seenMillis = in.number();
      meter.epochs.add(new Kept(id, ordinal, Highest.read(in), seenMillis));
    }
    return meter;
  }
}
