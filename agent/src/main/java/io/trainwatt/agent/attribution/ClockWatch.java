package io.trainwatt.agent.attribution;

import io.trainwatt.agent.procfs.KernelFile;
import io.trainwatt.events.sample.SensorEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Tells when the machine slept and when somebody set its clock. CLOCK_MONOTONIC stands still in a
 * suspend and CLOCK_BOOTTIME, which {@code /proc/uptime} shows, does not. Energy is integrated over
 * the monotonic clock, so neither adds any. Used by one thread.
 */
final class ClockWatch {
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long MICROS_PER_MILLI = 1_000;
  private static final long MILLIS_PER_HUNDREDTH = 10;

  /** The uptime is told in hundredths of a second, and not at the very instant of the tick. */
  private static final long TOLERANCE_MILLIS = 1_000;

  private static final int LINE_BYTES = 64;

  private final KernelFile file = new KernelFile(LINE_BYTES);
  private final String path;
  private Optional<Instants> before = Optional.empty();

  private record Instants(long monotonic, long wall, OptionalLong up) {}

  ClockWatch(Path procRoot) {
    path = procRoot.resolve("uptime").toString();
  }

  /** Compares the clocks with the tick before. */
  void look(TickTime time, List<SensorEvent> events) {
    Instants now =
        new Instants(
            time.monotonicNanos() / NANOS_PER_MILLI,
            time.wallMicros() / MICROS_PER_MILLI,
            upMillis());
    Optional<Instants> then = before;
    before = Optional.of(now);
    if (then.isEmpty()) {
      return;
    }
    long passed = now.monotonic() - then.get().monotonic();
    long slept = slept(then.get(), now, passed);
    if (slept > 0) {
      tell(
          "suspended",
          slept,
          "the machine slept; what it drew meanwhile is in no gauge",
          time,
          events);
    }
    long stepped = now.wall() - then.get().wall() - passed - slept;
    if (Math.abs(stepped) > TOLERANCE_MILLIS) {
      String way = stepped > 0 ? "forward" : "back";
      tell("clockStep", Math.abs(stepped), "the wall clock was set " + way, time, events);
    }
  }

  private static long slept(Instants then, Instants now, long passed) {
    if (then.up().isEmpty() || now.up().isEmpty()) {
      return 0;
    }
    long more = now.up().getAsLong() - then.up().getAsLong() - passed;
    return more > TOLERANCE_MILLIS ? more : 0;
  }

  private static void tell(
      String kind, long millis, String detail, TickTime time, List<SensorEvent> events) {
    events.add(
        new SensorEvent(
            "", kind, time.wallMicros(), Optional.empty(), OptionalLong.of(millis), detail));
  }

  private OptionalLong upMillis() {
    try {
      file.read(path);
    } catch (IOException e) {
      return OptionalLong.empty();
    }
    long hundredths = 0;
    int at = 0;
    int digits = 0;
    while (file.at(at) > ' ' && at < LINE_BYTES) {
      int digit = file.at(at) - '0';
      if (digit >= 0 && digit <= 9) {
        hundredths = hundredths * 10 + digit;
        digits++;
      } else if (file.at(at) != '.') {
        return OptionalLong.empty();
      }
      at++;
    }
    boolean plausible = digits > 2 && digits < 16;
    return plausible ? OptionalLong.of(hundredths * MILLIS_PER_HUNDREDTH) : OptionalLong.empty();
  }
}
