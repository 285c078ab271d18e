package io.trainwatt.agent.sensor.nvml;

import io.trainwatt.agent.sensor.MonotonicClock;
import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.agent.sensor.Reading.Use;
import io.trainwatt.agent.sensor.nvml.StandstillWatch.Verdict;
import io.trainwatt.events.quantity.Power;
import io.trainwatt.events.sample.Gauges;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Reads one board. Used by one thread at a time. */
final class BoardReader {
  private static final long MICROS_PER_MILLI = 1_000;
  private static final long MOST_MILLIJOULES = Long.MAX_VALUE / MICROS_PER_MILLI;
  private static final long PPM_PER_PERCENT = 10_000;
  private static final long WHOLE_PERCENT = 100;
  private static final long MOST_MILLIWATTS = 10_000_000;
  private static final long MOST_CELSIUS = 200;
  private static final long MILLI = 1_000;
  private static final long MOST_MEGAHERTZ = 100_000;
  private static final long HERTZ_PER_MEGAHERTZ = 1_000_000;

  private final Board board;
  private final Gpu gpu;
  private final boolean counts;
  private final Holders holders;
  private final String incarnation;
  private final MonotonicClock clock;
  private final StandstillWatch watch = new StandstillWatch();
  private Gauges gauges = Gauges.NONE;
  private List<Use> uses = List.of();
  private Optional<String> broken = Optional.empty();
  private int code;

  /**
   * @param counts whether its counter is read, not its power
   */
  BoardReader(
      Board board,
      Gpu gpu,
      boolean counts,
      Holders holders,
      String incarnation,
      MonotonicClock clock) {
    this.board = board;
    this.gpu = gpu;
    this.counts = counts;
    this.holders = holders;
    this.incarnation = incarnation;
    this.clock = clock;
  }

  Board board() {
    return board;
  }

  boolean counts() {
    return counts;
  }

  /** Why its counter is trusted no more; empty while it is. */
  Optional<String> broken() {
    return broken;
  }

  /** Whether the library itself must be opened anew. */
  boolean sessionIsOver() {
    return ReturnCode.endsSession(code);
  }

  /** What it shows besides energy, and who uses it. */
  void look() {
    gauges = showing();
    uses = holders.read();
  }

  /** It is not read any more. */
  void letGo() {
    holders.letGo();
  }

  /** Its energy counter and the gauge that is held against it. */
  void readCounter(List<Reading> readings) {
    Answer energy = noted(gpu.energy());
    long at = clock.nanos();
    Optional<PowerSource> gauge = board.gauge();
    Answer power = gauge.isPresent() && !sessionIsOver() ? gpu.power(gauge.get()) : Unasked.POWER;
    long powerAt = clock.nanos();
    OptionalLong millijoules = energy.within(0, MOST_MILLIJOULES);
    Verdict verdict = watch.look(at, millijoules, power.value());
    if (verdict == Verdict.BROKEN) {
      broken = Optional.of(watch.words(at));
    }
    readings.add(counted(energy, millijoules, verdict, at));
    if (gauge.isPresent()) {
      readings.add(powered(BoardDevice.checkName(board), power, powerAt, Gauges.NONE, List.of()));
    }
  }

  private Reading counted(Answer energy, OptionalLong millijoules, Verdict verdict, long at) {
    if (energy instanceof Answer.Refused refused) {
      return new Reading.Failed(board.name(), at, refused.words());
    }
    if (millijoules.isEmpty()) {
      return new Reading.Failed(
          board.name(),
          at,
          "%s says %s mJ, which no board can have used"
              .formatted(
                  NvmlFunction.ENERGY.symbol(), Long.toUnsignedString(energy.value().orElse(0))));
    }
    return verdict == Verdict.GOOD
        ? new Reading.Counted(
            board.name(), at, millijoules.getAsLong() * MICROS_PER_MILLI, gauges, incarnation, uses)
        : new Reading.Failed(board.name(), at, watch.words(at));
  }

  /** Its power. */
  void readPower(PowerSource gauge, List<Reading> readings) {
    Answer power = noted(gpu.power(gauge));
    readings.add(powered(board.name(), power, clock.nanos(), gauges, uses));
  }

  private Reading powered(String device, Answer power, long at, Gauges shown, List<Use> by) {
    return switch (power) {
      case Answer.Value value ->
          new Reading.Powered(device, at, value.number(), shown, incarnation, by);
      case Answer.Refused refused -> new Reading.Failed(device, at, refused.words());
    };
  }

  private Answer noted(Answer answer) {
    code = answer instanceof Answer.Refused refused ? refused.code() : 0;
    return answer;
  }

  private Gauges showing() {
    OptionalLong used = gpu.utilization().within(0, WHOLE_PERCENT);
    Optional<Gpu.MemoryUse> memory =
        gpu.memory().filter(m -> m.used() >= 0 && m.total() >= m.used());
    OptionalLong limit = gpu.powerLimit().within(1, MOST_MILLIWATTS);
    OptionalLong celsius = gpu.temperature().within(0, MOST_CELSIUS);
    OptionalLong clockMegahertz = gpu.clock().within(0, MOST_MEGAHERTZ);
    OptionalLong events = gpu.clockEvents().value();
    return new Gauges(
        Optional.empty(),
        used.isPresent()
            ? OptionalInt.of((int) (used.getAsLong() * PPM_PER_PERCENT))
            : OptionalInt.empty(),
        Optional.empty(),
        memory.isPresent() ? OptionalLong.of(memory.get().used()) : OptionalLong.empty(),
        memory.isPresent() ? OptionalLong.of(memory.get().total()) : OptionalLong.empty(),
        limit.isPresent() ? Optional.of(Power.ofMilliwatts(limit.getAsLong())) : Optional.empty(),
        celsius.isPresent()
            ? OptionalInt.of((int) (celsius.getAsLong() * MILLI))
            : OptionalInt.empty(),
        clockMegahertz.isPresent()
            ? OptionalLong.of(clockMegahertz.getAsLong() * HERTZ_PER_MEGAHERTZ)
            : OptionalLong.empty(),
        events.isPresent() ? ClockEvents.words(events.getAsLong()) : List.of());
  }

  /** What is said of a board that was not asked. */
  private static final class Unasked {
    static final Answer POWER =
        new Answer.Refused(NvmlFunction.POWER, ReturnCode.NOT_SUPPORTED.number());

    private Unasked() {}
  }
}
