package io.trainwatt.collector.live.report;

import io.trainwatt.events.account.DeviceGauges;
import io.trainwatt.events.account.ProgressPoint;
import io.trainwatt.events.account.SeriesPoint;
import io.trainwatt.events.account.SliceEntry;
import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.quantity.Power;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One stretch of a series.
 *
 * @param totalMicrojoules cumulative energy in total of the subject on this node at the end
 */
public record PointReport(
    String node,
    long fromMicros,
    long toMicros,
    long totalMicrojoules,
    List<Slice> slices,
    List<Gauges> gauges,
    Optional<Progress> progress) {

  private static final double PPM = 1e6;
  private static final double MILLICELSIUS_PER_CELSIUS = 1e3;

  /** What was used of one device in the stretch. */
  public record Slice(
      String device,
      String component,
      String quality,
      boolean inTotal,
      long microjoules,
      long unattributedMicrojoules) {}

  /** What a device showed at the end of it. */
  public record Gauges(
      String device,
      String component,
      Optional<Long> powerMilliwatts,
      OptionalDouble utilization,
      OptionalLong memoryUsedBytes,
      OptionalDouble temperatureCelsius) {}

  /** How far the run was at the end of it. */
  public record Progress(
      OptionalLong step,
      OptionalLong steps,
      OptionalLong tokens,
      OptionalLong samples,
      Optional<Loss> loss,
      Optional<Loss> validationLoss,
      OptionalDouble learningRate,
      String phase) {}

  /** Of a point of a run or node. */
  public static PointReport of(SeriesPoint point) {
    return new PointReport(
        point.node(),
        point.fromWallMicros(),
        point.toWallMicros(),
        point.total().microjoules(),
        point.slices().stream().map(PointReport::slice).toList(),
        point.gauges().stream().map(PointReport::gauges).toList(),
        point.progress().map(PointReport::progress));
  }

  private static Slice slice(SliceEntry slice) {
    return new Slice(
        slice.device(),
        Words.of(slice.component()),
        Words.of(slice.quality()),
        slice.inTotal(),
        slice.energy().microjoules(),
        slice.unattributed().microjoules());
  }

  private static Gauges gauges(DeviceGauges gauges) {
    return new Gauges(
        gauges.device(),
        Words.of(gauges.component()),
        gauges.power().map(Power::milliwatts),
        scaled(gauges.utilizationPpm(), PPM),
        gauges.memoryUsedBytes(),
        scaled(gauges.temperatureMillicelsius(), MILLICELSIUS_PER_CELSIUS));
  }

  private static Progress progress(ProgressPoint progress) {
    return new Progress(
        progress.step(),
        progress.work().steps(),
        progress.work().tokens(),
        progress.work().samples(),
        progress.loss(),
        progress.validationLoss(),
        progress.learningRate(),
        Words.of(progress.phase()));
  }

  private static OptionalDouble scaled(OptionalInt value, double unit) {
    return value.isPresent() ? OptionalDouble.of(value.getAsInt() / unit) : OptionalDouble.empty();
  }
}
