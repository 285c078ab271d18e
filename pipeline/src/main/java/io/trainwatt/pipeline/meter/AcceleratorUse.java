package io.trainwatt.pipeline.meter;

import io.trainwatt.events.sample.DeviceSample;
import io.trainwatt.events.sample.Gauges;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.Locale;

/**
 * What the accelerators that a run used in a tick showed, together. Sums are of those that told.
 *
 * @param count of them
 * @param told how many of them told their utilisation
 * @param utilizationPpm sum over those, parts per million each
 * @param hot whose clock heat or a fault held down
 * @param powerCapped whose clock a power limit held down
 * @param powerMilliwatts sum over those that told both power and its limit
 * @param limitMilliwatts of the same
 * @param memoryUsedBytes sum over those that told both
 * @param memoryTotalBytes of the same
 */
public record AcceleratorUse(
    int count,
    int told,
    long utilizationPpm,
    int hot,
    int powerCapped,
    long powerMilliwatts,
    long limitMilliwatts,
    long memoryUsedBytes,
    long memoryTotalBytes) {
  /** None was used. */
  public static final AcceleratorUse NONE = new AcceleratorUse(0, 0, 0, 0, 0, 0, 0, 0, 0);

  AcceleratorUse plus(DeviceSample device) {
    Gauges gauges = device.gauges();
    boolean limited = gauges.power().isPresent() && gauges.powerLimit().isPresent();
    boolean memory = gauges.memoryUsedBytes().isPresent() && gauges.memoryTotalBytes().isPresent();
    boolean isHot = false;
    boolean isCapped = false;
    for (String reason : gauges.throttleReasons()) {
      String word = reason.toLowerCase(Locale.ROOT);
      isHot |=
          word.contains("thermal")
              || word.contains("prochot")
              || word.contains("brake")
              || word.contains("slowdown");
      isCapped |= word.contains("power cap") || word.contains("current limit");
    }
    return new AcceleratorUse(
        count + 1,
        told + (gauges.utilizationPpm().isPresent() ? 1 : 0),
        utilizationPpm + gauges.utilizationPpm().orElse(0),
        hot + (isHot ? 1 : 0),
        powerCapped + (isCapped ? 1 : 0),
        powerMilliwatts + (limited ? gauges.power().get().milliwatts() : 0),
        limitMilliwatts + (limited ? gauges.powerLimit().get().milliwatts() : 0),
        memoryUsedBytes + (memory ? gauges.memoryUsedBytes().getAsLong() : 0),
        memoryTotalBytes + (memory ? gauges.memoryTotalBytes().getAsLong() : 0));
  }

  void write(StateWriter out) {
    out.number(count);
    if (count > 0) {
      out.number(told);
      out.number(utilizationPpm);
      out.number(hot);
      out.number(powerCapped);
      out.number(powerMilliwatts);
      out.number(limitMilliwatts);
      out.number(memoryUsedBytes);
      out.number(memoryTotalBytes);
    }
  }

  static AcceleratorUse read(StateReader in) {
    int count = in.count();
    return count == 0
        ? NONE
        : new AcceleratorUse(
            count,
            in.count(),
            in.number(),
            in.count(),
            in.count(),
            in.number(),
            in.number(),
            in.number(),
            in.number());
  }
}
