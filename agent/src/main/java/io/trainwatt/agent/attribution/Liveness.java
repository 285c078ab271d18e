package io.trainwatt.agent.attribution;

import io.trainwatt.agent.counter.EnergySource;
import io.trainwatt.agent.sensor.Device;
import java.util.Optional;

/**
 * Whether a device that is there measures anything: a counter may be frozen, the zone of a virtual
 * machine may say 0 for ever, reads may go on failing. It says so; it never changes energy. Used by
 * one thread.
 */
final class Liveness {
  private static final long NEVER_MOVED_NANOS = 10_000_000_000L;
  private static final long FROZEN_NANOS = 30_000_000_000L;
  private static final long FAILING_NANOS = 60_000_000_000L;
  private static final long READINGS = 3;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private long firstNanos;
  private long goodNanos;
  private long movedNanos;
  private long brokenSince;
  private boolean read;
  private boolean moved;
  private boolean sawZero;
  private State state = State.MEASURES;

  /** What it is at present. */
  enum State {
    MEASURES("well"),
    /** Its counter does not move. */
    FROZEN("frozen"),
    /** Nothing good has been read for long. */
    FAILING("silent");

    private final String word;

    State(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  /** Something began or ended. */
  record Change(State from, State to, long sinceNanos) {}

  /** It was looked for from here on. */
  void begin(long nowNanos) {
    goodNanos = nowNanos;
    movedNanos = nowNanos;
  }

  /**
   * Looks at a tick.
   *
   * @param zero whether its counter stands at zero
   * @return what changed, if anything
   */
  Optional<Change> look(TickEnergy tick, Device device, boolean zero, long nowNanos) {
    if (tick.moved()) {
      if (!read) {
        firstNanos = nowNanos;
        movedNanos = nowNanos;
        sawZero = zero;
      }
      read = true;
      goodNanos = nowNanos;
    }
    if (tick.measured() > 0 || tick.broke()) {
      moved |= tick.measured() > 0;
      movedNanos = nowNanos;
    }
    State now = judge(device, nowNanos);
    if (now == state) {
      return Optional.empty();
    }
    if (state == State.MEASURES) {
      brokenSince = now == State.FROZEN ? movedNanos : goodNanos;
    }
    Change change = new Change(state, now, brokenSince);
    state = now;
    return Optional.of(change);
  }

  /** What is read seldom is given three readings' time at least. */
  private State judge(Device device, long nowNanos) {
    long patience = device.energy().nominalMillis() * READINGS * NANOS_PER_MILLI;
    if (nowNanos - goodNanos > Math.max(FAILING_NANOS, patience)) {
      return State.FAILING;
    }
    boolean counts = device.energy().kind() == EnergySource.Kind.COUNTER;
    boolean draws = device.role() instanceof Device.Role.Part;
    if (!read || !counts || !draws) {
      return State.MEASURES;
    }
    boolean never =
        !moved && (sawZero || nowNanos - firstNanos >= Math.max(NEVER_MOVED_NANOS, patience));
    boolean noMore = nowNanos - movedNanos >= Math.max(FROZEN_NANOS, patience);
    return never || noMore ? State.FROZEN : State.MEASURES;
  }

  /** Whether a fallback may stand in for it. */
  boolean isSilent() {
    return state != State.MEASURES;
  }

  State state() {
    return state;
  }
}
