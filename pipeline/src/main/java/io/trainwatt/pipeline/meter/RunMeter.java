package io.trainwatt.pipeline.meter;

import io.trainwatt.pipeline.state.StateFormat;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Highest values of one run's counters on one node. Kept apart from the node's, so that a run that
 * ended costs nothing any more. Not thread-safe.
 */
final class RunMeter {
  private record Key(String device, String epoch, Highest highest) {}

  private final List<Key> counters = new ArrayList<>(4);
  private int next;
  private long cpuMicros;
  private boolean ended;
  private long seenMillis;

  /** The counters of a device in an epoch; made, with nothing seen, at first use. */
  Highest of(String device, String epoch) {
    // Counters come in the same order tick after tick: the next is usually the one that is asked.
    for (int i = 0; i < counters.size(); i++) {
      int at = (next + i) % counters.size();
      Key key = counters.get(at);
      if (key.device.equals(device) && key.epoch.equals(epoch)) {
        next = at + 1;
        return key.highest;
      }
    }
    Highest fresh = new Highest();
    counters.add(new Key(device, epoch, fresh));
    return fresh;
  }

  /** CPU time is a counter like any other. */
  long takeCpu(long micros) {
    long growth = Highest.growth(cpuMicros, micros);
    cpuMicros += growth;
    return growth;
  }

  /** Whether this is the first time that the run is listed as ended. */
  boolean endsNow(boolean listedAsEnded) {
    boolean now = listedAsEnded && !ended;
    ended |= listedAsEnded;
    return now;
  }

  void seen(long millis) {
    seenMillis = Math.max(seenMillis, millis);
  }

  /** Record time when the run was last listed, milliseconds since 1970. */
  long seenMillis() {
    return seenMillis;
  }

  /** Bytes of a run's meter. */
  static final class Format implements StateFormat<RunMeter> {
    private static final int VERSION = 1;

    @Override
    public void write(RunMeter meter, StateWriter out) {
      out.number(VERSION);
      out.number(meter.cpuMicros);
      out.flag(meter.ended);
      out.number(meter.seenMillis);
      out.number(meter.counters.size());
      for (Key key : meter.counters) {
        out.text(key.device);
        out.text(key.epoch);
        key.highest.write(out);
      }
    }

    @Override
    public RunMeter read(StateReader in) {
      in.version("a run's meter", VERSION);
      RunMeter meter = new RunMeter();
      meter.cpuMicros = in.number();
      meter.ended = in.flag();
      meter.seenMillis = in.number();
      int count = in.count();
      for (int i = 0; i < count; i++) {
        meter.counters.add(new Key(in.text(), in.text(), Highest.read(in)));
      }
      return meter;
    }
  }
}
