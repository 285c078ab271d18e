package io.trainwatt.pipeline.meter;

import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Counter;
import io.trainwatt.events.sample.DeviceSample;
import io.trainwatt.events.sample.ListedRun;
import io.trainwatt.events.sample.Sample;
import io.trainwatt.events.sample.User;
import io.trainwatt.pipeline.carbon.GridPlace;
import io.trainwatt.pipeline.meter.NodeTick.DeviceGrowth;
import io.trainwatt.pipeline.meter.NodeTick.QualityGrowth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** One sample being read: collects growth by device and by run. Used once. */
final class TickReading {
  private static final int QUALITIES = Quality.values().length;
  private static final Quality[] QUALITY = Quality.values();
  // An accelerator that does not say how busy it is counts as idle up to this share over its idle
  // power, and as busy above: the usual spread of idle draw.
  private static final long IDLE_POWER_PERCENT = 130;
  private static final int FULLY_BUSY_PPM = 1_000_000;

  private final Sample sample;
  private final long seenMillis;
  private final long previousToWallMicros;
  private final NodePeaks peaks;
  private final RunPart[] runs;
  private final List<DeviceGrowth> devices;
  // Of devices in the total whose growth lies within the tick: what a run's share is made of.
  private long attributed;
  private long unattributed;
  private long all;
  private boolean grew;
  private long begin = Long.MAX_VALUE;

  private static final class RunPart {
    private final ListedRun listed;
    private final RunMeter meter;
    private final List<RunSlice.Used> used = new ArrayList<>();
    private final long cpuMicros;
    private final boolean endsNow;
    private long outsideTick;
    private boolean grew;
    private OptionalInt acceleratorPpm = OptionalInt.empty();
    private OptionalLong peakGigaflops = OptionalLong.of(0);
    private String peakOf = "";
    private AcceleratorUse accelerators = AcceleratorUse.NONE;

    private RunPart(ListedRun listed, RunMeter meter) {
      this.listed = listed;
      this.meter = meter;
      this.cpuMicros = meter.takeCpu(listed.cpuMicros());
      this.endsNow = meter.endsNow(listed.ended());
    }
  }

  TickReading(
      Sample sample,
      NodeMeter.RunMeters runMeters,
      long seenMillis,
      long previousToWallMicros,
      NodePeaks peaks) {
    this.sample = sample;
    this.peaks = peaks;
    this.seenMillis = seenMillis;
    this.previousToWallMicros = previousToWallMicros;
    this.devices = new ArrayList<>(sample.devices().size());
    this.runs = new RunPart[sample.runs().size()];
    for (int i = 0; i < runs.length; i++) {
      ListedRun listed = sample.runs().get(i);
      RunMeter meter = runMeters.of(listed.run());
      meter.seen(seenMillis);
      runs[i] = new RunPart(listed, meter);
    }
  }

  /** Whether any counter grew. */
  boolean grew() {
    return grew;
  }

  /** Growth by device. */
  List<DeviceGrowth> devices() {
    return devices;
  }

  /** From when the energy may be, where no earlier sample says: the start of the oldest epoch. */
  long begin() {
    return begin;
  }

  void read(DeviceSample device, DeviceMeter meter) {
    // What a counter shows at first sight may be older than the tick; then it is in the run's and
    // the node's energy, but says nothing of what the node measured while the run was on it.
    boolean withinTick =
        meter.knows(device.epoch())
            || (previousToWallMicros > 0
                && device.epoch().startedWallMicros() >= previousToWallMicros);
    begin = Math.min(begin, device.epoch().startedWallMicros());
    Highest nobody = meter.epoch(device.epoch(), seenMillis).unattributed();
    long[] sums = new long[4 * QUALITIES];
    boolean[] listed = new boolean[QUALITIES];
    for (Counter counter : device.counters()) {
      switch (counter.user()) {
        case User.OfRun(String run) ->
            add(counter, take(device, counter, run, withinTick), false, sums, listed);
        case User.Remainder remainder -> {
          if (remainder == User.Remainder.UNATTRIBUTED) {
            Highest.Growth growth = nobody.take(counter);
            add(counter, growth, true, sums, listed);
            if (withinTick && device.inTotal()) {
              unattributed = Math.addExact(unattributed, growth.energy());
            }
          }
        }
      }
    }
    devices.add(new DeviceGrowth(device, qualities(device, sums, listed)));
  }

  private Highest.Growth take(
      DeviceSample device, Counter counter, String run, boolean withinTick) {
    RunPart part = part(run);
    Highest.Growth growth = part.meter.of(device.device(), device.epoch().id()).take(counter);
    part.grew |= growth.any();
    part.used.add(
        new RunSlice.Used(
            device.device(),
            device.component(),
            counter.quality(),
            device.inTotal(),
            growth.energy(),
            growth.bridged(),
            growth.filled(),
            device.errorPpm().getOrDefault(counter.quality(), 0),
            device.correlationGroup()));
    if (device.inTotal()) {
      if (withinTick) {
        attributed = Math.addExact(attributed, growth.energy());
      } else {
        part.outsideTick = Math.addExact(part.outsideTick, growth.energy());
      }
    }
    if (growth.energy() > 0) {
      busy(part, device);
    }
    peak(part, device);
    return growth;
  }

  // Counters of one device stand together, one a quality; its peak counts once.
  private void peak(RunPart part, DeviceSample device) {
    if (part.peakOf.equals(device.device())) {
      return;
    }
    part.peakOf = device.device();
    OptionalLong peak = peaks.of(device.device(), device.component());
    part.peakGigaflops =
        peak.isPresent() && part.peakGigaflops.isPresent()
            ? OptionalLong.of(part.peakGigaflops.getAsLong() + peak.getAsLong())
            : OptionalLong.empty();
  }

  private RunPart part(String run) {
    for (RunPart part : runs) {
      if (part.listed.run().equals(run)) {
        return part;
      }
    }
    throw new IllegalStateException("checked before: run " + run + " is not listed");
  }

  private void add(
      Counter counter, Highest.Growth growth, boolean nobody, long[] sums, boolean[] listed) {
    int quality = counter.quality().ordinal();
    int at = 4 * quality;
    listed[quality] = true;
    grew |= growth.any();
    // Refused here, before anything was sent, rather than in one account and not in another.
    all = Math.addExact(all, growth.energy());
    sums[at] = Math.addExact(sums[at], growth.energy());
    if (nobody) {
      sums[at + 1] = Math.addExact(sums[at + 1], growth.energy());
    }
    sums[at + 2] = Math.addExact(sums[at + 2], growth.bridged());
    sums[at + 3] = Math.addExact(sums[at + 3], growth.filled());
  }

  private static List<QualityGrowth> qualities(DeviceSample device, long[] sums, boolean[] listed) {
    List<QualityGrowth> growths = new ArrayList<>(1);
    for (int quality = 0; quality < QUALITIES; quality++) {
      if (listed[quality]) {
        int at = 4 * quality;
        growths.add(
            new QualityGrowth(
                QUALITY[quality],
                sums[at],
                sums[at + 1],
                sums[at + 2],
                sums[at + 3],
                device.errorPpm().getOrDefault(QUALITY[quality], 0)));
      }
    }
    return growths;
  }

  private static void busy(RunPart part, DeviceSample device) {
    if (!NodePeaks.isAccelerator(device.component())) {
      return;
    }
    part.accelerators = part.accelerators.plus(device);
    part.acceleratorPpm =
        OptionalInt.of(Math.max(part.acceleratorPpm.orElse(0), utilizationPpm(device)));
  }

  private static int utilizationPpm(DeviceSample device) {
    var gauges = device.gauges();
    if (gauges.utilizationPpm().isPresent()) {
      return gauges.utilizationPpm().getAsInt();
    }
    if (gauges.power().isPresent() && gauges.idlePower().isPresent()) {
      long idle = gauges.idlePower().get().milliwatts();
      return gauges.power().get().milliwatts() * 100 <= idle * IDLE_POWER_PERCENT
          ? 0
          : FULLY_BUSY_PPM;
    }
    // Not known to be idle.
    return FULLY_BUSY_PPM;
  }

  /** What goes to the runs. */
  List<RunSlice> slices(long from, long to, boolean newest, Optional<GridPlace> place) {
    if (runs.length == 0) {
      return List.of();
    }
    List<RunSlice> slices = new ArrayList<>(runs.length);
    for (RunPart part : runs) {
      boolean alive = newest && !part.listed.ended();
      if (alive || part.grew || part.endsNow) {
        RunSlice.Share share =
            alive || part.grew
                ? new RunSlice.Share(attributed + part.outsideTick, unattributed)
                : RunSlice.Share.NONE;
        slices.add(
            new RunSlice(
                part.listed.run(),
                sample.node(),
                from,
                to,
                part.listed.ended(),
                part.cpuMicros,
                part.acceleratorPpm,
                part.peakGigaflops,
                part.accelerators,
                place,
                share,
                part.used));
      }
    }
    return slices;
  }
}
