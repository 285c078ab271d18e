package io.trainwatt.pipeline.meter;

import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Component;
import io.trainwatt.pipeline.carbon.GridPlace;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a run used on one node in one tick. Travels from <i>meter</i> to <i>account</i> through the
 * repartition topic.
 *
 * @param toWallMicros strictly grows per node
 * @param ended no process of the run lives on the node any more
 * @param cpuMicros processor time its processes used in the tick
 * @param acceleratorPpm the highest utilisation among the accelerators that it used, parts per
 *     million; absent when it used none
 * @param peakGigaflops operations a second, in billions, that the accelerators it used could do at
 *     most; 0 where it used none, absent where one's peak is not known
 * @param accelerators what those that it used showed
 * @param share what the node measured while the run was alive on it
 */
public record RunSlice(
    String run,
    String node,
    long fromWallMicros,
    long toWallMicros,
    boolean ended,
    long cpuMicros,
    OptionalInt acceleratorPpm,
    OptionalLong peakGigaflops,
    AcceleratorUse accelerators,
    Optional<GridPlace> place,
    Share share,
    List<Used> used) {

  public RunSlice {
    used = List.copyOf(used);
  }

  /** One that used no accelerator with a peak, or none that showed more than its utilisation. */
  public RunSlice(
      String run,
      String node,
      long fromWallMicros,
      long toWallMicros,
      boolean ended,
      long cpuMicros,
      OptionalInt acceleratorPpm,
      Optional<GridPlace> place,
      Share share,
      List<Used> used) {
    this(
        run,
        node,
        fromWallMicros,
        toWallMicros,
        ended,
        cpuMicros,
        acceleratorPpm,
        OptionalLong.of(0),
        AcceleratorUse.NONE,
        place,
        share,
        used);
  }

  /** One whose accelerators showed no more than their utilisation. */
  public RunSlice(
      String run,
      String node,
      long fromWallMicros,
      long toWallMicros,
      boolean ended,
      long cpuMicros,
      OptionalInt acceleratorPpm,
      OptionalLong peakGigaflops,
      Optional<GridPlace> place,
      Share share,
      List<Used> used) {
    this(
        run,
        node,
        fromWallMicros,
        toWallMicros,
        ended,
        cpuMicros,
        acceleratorPpm,
        peakGigaflops,
        AcceleratorUse.NONE,
        place,
        share,
        used);
  }

  /**
   * What the node measured in the tick: {@code attributed + unattributed}, of devices in the total.
   *
   * @param attributedMicrojoules to all runs on it
   * @param unattributedMicrojoules to none
   */
  public record Share(long attributedMicrojoules, long unattributedMicrojoules) {
    /** Nothing measured while the run was alive. */
    public static final Share NONE = new Share(0, 0);
  }

  /**
   * What the run used of one device in one quality.
   *
   * @param bridgedMicrojoules the part of it that was counted while nobody was reading
   * @param filledMicrojoules an estimate of what a gauge missed; not part of it
   * @param errorPpm as the device states it now, k = 2
   */
  public record Used(
      String device,
      Component component,
      Quality quality,
      boolean inTotal,
      long microjoules,
      long bridgedMicrojoules,
      long filledMicrojoules,
      int errorPpm,
      String correlationGroup) {}

  /** Energy in the total, in microjoules. */
  public long inTotalMicrojoules() {
    long sum = 0;
    for (Used part : used) {
      if (part.inTotal) {
        sum = Math.addExact(sum, part.microjoules);
      }
    }
    return sum;
  }
}
