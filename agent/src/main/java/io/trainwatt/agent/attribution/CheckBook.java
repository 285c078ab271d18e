package io.trainwatt.agent.attribution;

import io.trainwatt.agent.counter.together.Contradiction;
import io.trainwatt.agent.sensor.Device;
import io.trainwatt.events.quantity.Energy;
import io.trainwatt.events.sample.SensorEvent;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Holds every check against the device it checks. Used by one thread. */
final class CheckBook {
  static final long COMPARED_MILLIS = 600_000;
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final double MICROJOULES_PER_JOULE = 1e6;

  private final Map<String, Pair> pairs = new HashMap<>();

  private static final class Pair {
    final Contradiction contradiction = new Contradiction();
    long partThen;
    long checkThen;
    long begunMillis;
    boolean broken = true;

    /** Remembers where a comparison begins, to say how far apart the two came. */
    void note(long millis, DeviceMeter part, DeviceMeter check) {
      if (broken || millis - begunMillis > COMPARED_MILLIS) {
        begin(millis, part, check);
      }
    }

    void begin(long millis, DeviceMeter part, DeviceMeter check) {
      partThen = part.measuredSoFar();
      checkThen = check.measuredSoFar();
      begunMillis = millis;
    }
  }

  /** After a tick's readings have been taken. */
  void look(Devices devices, TickTime time, List<SensorEvent> events) {
    for (DeviceMeter check : devices.meters()) {
      if (check.device().role() instanceof Device.Role.Check(String of)) {
        devices.meter(of).ifPresent(part -> look(check, part, time, events));
      }
    }
  }

  private void look(DeviceMeter check, DeviceMeter part, TickTime time, List<SensorEvent> events) {
    Pair pair = pairs.computeIfAbsent(check.device().name(), name -> new Pair());
    pair.broken |= check.tick().broke() || part.tick().broke();
    if (!check.tick().moved() || !part.tick().moved()) {
      return;
    }
    pair.note(time.monotonicNanos() / NANOS_PER_MILLI, part, check);
    boolean contradicts =
        pair.contradiction.look(
            time.monotonicNanos() / NANOS_PER_MILLI,
            BigInteger.valueOf(part.measuredSoFar()),
            BigInteger.valueOf(check.measuredSoFar()),
            pair.broken);
    pair.broken = false;
    if (contradicts) {
      tell(check, part, pair, time, events);
    }
  }

  private static void tell(
      DeviceMeter check, DeviceMeter part, Pair pair, TickTime time, List<SensorEvent> events) {
    long here = part.measuredSoFar() - pair.partThen;
    long there = check.measuredSoFar() - pair.checkThen;
    pair.begin(time.monotonicNanos() / NANOS_PER_MILLI, part, check);
    events.add(
        new SensorEvent(
            check.device().name(),
            "disagreement",
            time.wallMicros(),
            Optional.of(Energy.ofMicrojoules(Math.abs(here - there))),
            OptionalLong.of(COMPARED_MILLIS),
            String.format(
                Locale.ROOT,
                "over ten minutes %s measured %.1f J and %s, the same device, %.1f J",
                check.device().name(),
                there / MICROJOULES_PER_JOULE,
                part.device().name(),
                here / MICROJOULES_PER_JOULE)));
  }
}
