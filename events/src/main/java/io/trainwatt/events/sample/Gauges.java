package io.trainwatt.events.sample;

import io.trainwatt.events.quantity.Power;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a device showed at a tick; each is absent when it was not read.
 *
 * @param power mean over the tick
 * @param utilizationPpm share of time or capacity in use, 0 to 1 000 000
 * @param idlePower what the device is known to draw when idle
 * @param temperatureMillicelsius may be negative
 * @param throttleReasons why the clock is held down, in the field's words
 */
public record Gauges(
    Optional<Power> power,
    OptionalInt utilizationPpm,
    Optional<Power> idlePower,
    OptionalLong memoryUsedBytes,
    OptionalLong memoryTotalBytes,
    Optional<Power> powerLimit,
    OptionalInt temperatureMillicelsius,
    OptionalLong clockHertz,
    List<String> throttleReasons) {

  /** Nothing was read. */
  public static final Gauges NONE =
      new Gauges(
          Optional.empty(),
          OptionalInt.empty(),
          Optional.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          Optional.empty(),
          OptionalInt.empty(),
          OptionalLong.empty(),
          List.of());

  /**
   * @throws IllegalArgumentException if the utilisation is outside 0 to 1 000 000
   */
  public Gauges {
    if (utilizationPpm.isPresent()
        && (utilizationPpm.getAsInt() < 0 || utilizationPpm.getAsInt() > 1_000_000)) {
      throw new IllegalArgumentException(
          "utilization_ppm is outside 0 to 1000000: " + utilizationPpm.getAsInt());
    }
    throttleReasons = List.copyOf(throttleReasons);
  }

  /** Power, utilisation and idle power alone. */
  public static Gauges of(
      Optional<Power> power, OptionalInt utilizationPpm, Optional<Power> idlePower) {
    return new Gauges(
        power,
        utilizationPpm,
        idlePower,
        OptionalLong.empty(),
        OptionalLong.empty(),
        Optional.empty(),
        OptionalInt.empty(),
        OptionalLong.empty(),
        List.of());
  }
}
