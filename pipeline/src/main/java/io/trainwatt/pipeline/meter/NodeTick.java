package io.trainwatt.pipeline.meter;

import io.trainwatt.events.account.SampleBooks;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.DeviceSample;
import io.trainwatt.events.sample.Sample;
import io.trainwatt.pipeline.carbon.GridPlace;
import java.util.List;
import java.util.Optional;

/**
 * What one sample added to what was known of its node.
 *
 * @param fromWallMicros where the previous tick of the node ended
 * @param toWallMicros grows from tick to tick of the node, whatever its clock does
 * @param newest whether the sample is the newest so far: only then its gauges are news
 * @param worthPoint whether it says anything new about energy or gauges
 * @param devices growth of every device that the sample lists
 * @param runs what goes to the runs; a run that has nothing new to say is left out
 */
public record NodeTick(
    Sample sample,
    long fromWallMicros,
    long toWallMicros,
    boolean newest,
    boolean worthPoint,
    Optional<GridPlace> place,
    List<DeviceGrowth> devices,
    List<RunSlice> runs,
    SampleBooks books) {

  /**
   * What a device used in the tick, by quality.
   *
   * @param device as the sample lists it
   * @param qualities only those it has
   */
  public record DeviceGrowth(DeviceSample device, List<QualityGrowth> qualities) {}

  /**
   * What a device used in the tick in one quality.
   *
   * @param microjoules by all runs and by nobody; growth of {@code retired} is in no figure
   * @param unattributedMicrojoules the part of it that belongs to no run
   * @param bridgedMicrojoules the part of it that was counted while nobody was reading
   * @param filledMicrojoules an estimate of what a gauge missed; not part of it
   * @param errorPpm as the device states it now, k = 2
   */
  public record QualityGrowth(
      Quality quality,
      long microjoules,
      long unattributedMicrojoules,
      long bridgedMicrojoules,
      long filledMicrojoules,
      int errorPpm) {}
}
