package io.trainwatt.agent.attribution;

import io.trainwatt.agent.counter.CounterEvent;
import io.trainwatt.agent.counter.CounterStep;
import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.events.quantity.Energy;
import io.trainwatt.events.sample.SensorEvent;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What a device's readings showed besides energy, in words. Used by one thread. */
final class DeviceEvents {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final String device;
  private Optional<CounterEvent> lastEvent = Optional.empty();

  DeviceEvents(String device) {
    this.device = device;
  }

  /** What a reading showed. What lasts is told once, when it begins. */
  void tell(CounterStep step, Reading reading, TickTime time, List<SensorEvent> events) {
    Optional<CounterEvent> before = lastEvent;
    lastEvent = step.event();
    if (step.event().isEmpty()) {
      return;
    }
    CounterEvent event = step.event().get();
    boolean baselineStays =
        step.coveredMillis().signum() == 0 && step.uncoveredMillis().signum() == 0;
    if (baselineStays && before.equals(step.event())) {
      return;
    }
    tell(event.word(), step, detail(event, reading), time, events);
  }

  private static String detail(CounterEvent event, Reading reading) {
    return switch (event) {
      case FAILED_READ ->
          reading instanceof Reading.Failed failed
              ? failed.reason()
              : "a value no counter can have";
      case NEW_BOOT -> "nothing can be concluded across boots";
      case STALE -> "not later than the last good reading";
      case AMBIGUOUS -> "it may have passed its range more than once: nothing is counted";
      case IMPLAUSIBLE -> "more than the device can draw: nothing is counted";
      case WRAP -> "the counter passed its range and went on from zero";
      case RESET -> "the counter started again from zero";
      case GAP -> "nobody was reading: what was used is estimated apart";
    };
  }

  /** Something about what a reading added. */
  void tell(String kind, CounterStep step, String detail, TickTime time, List<SensorEvent> events) {
    long millis = step.coveredMillis().add(step.uncoveredMillis()).longValueExact();
    tell(kind, step.measuredMicrojoules().longValueExact(), millis, detail, time, events);
  }

  /** Something that happened to the device. */
  void tell(
      String kind,
      long microjoules,
      long millis,
      String detail,
      TickTime time,
      List<SensorEvent> events) {
    events.add(
        new SensorEvent(
            device,
            kind,
            time.wallMicros(),
            microjoules > 0 ? Optional.of(Energy.ofMicrojoules(microjoules)) : Optional.empty(),
            millis > 0 ? OptionalLong.of(millis) : OptionalLong.empty(),
            detail));
  }

  /** A new epoch, and why. */
  void tellEpoch(String reason, TickTime time, List<SensorEvent> events) {
    String kind = reason.equals(Restored.NEW_BOOT) ? CounterEvent.NEW_BOOT.word() : "newEpoch";
    tell(kind, 0, 0, reason, time, events);
  }

  /** It stopped measuring, or measures again. */
  void tell(Liveness.Change change, long microjoules, TickTime time, List<SensorEvent> events) {
    long millis = (time.monotonicNanos() - change.sinceNanos()) / NANOS_PER_MILLI;
    switch (change.to()) {
      case FROZEN -> tell("frozen", 0, millis, "its counter does not move", time, events);
      case FAILING -> tell("silent", 0, millis, "nothing good was read of it", time, events);
      case MEASURES -> {
        String detail = "after it was " + change.from().word();
        tell("measuresAgain", microjoules, millis, detail, time, events);
      }
    }
  }
}
