package io.trainwatt.agent.sensor.model;

import io.trainwatt.agent.counter.EnergySource;
import io.trainwatt.agent.procfs.MemoryInfo;
import io.trainwatt.agent.sensor.Device;
import io.trainwatt.agent.sensor.MonotonicClock;
import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.events.quantity.Power;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Component;
import io.trainwatt.events.sample.Gauges;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** What memory draws: a constant by its size, whatever is done with it. */
final class MemoryModel {
  static final String DEVICE = "memory";

  /** 0.392 W/GB (Cloud Carbon Footprint, ccf-coefficients). */
  private static final long MICROWATTS_PER_GIGABYTE = 392_000;

  /** Whole machines were measured between 0.19 and 1.1 W/GB. */
  private static final int ERROR_PPM = 1_000_000;

  private static final long BYTES_PER_GIGABYTE = 1_000_000_000;
  private static final long BYTES_PER_MEGABYTE = 1_000_000;
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long REFRESH_MILLIS = 10;

  private final long milliwatts;
  private final long totalBytes;
  private final boolean configured;

  MemoryModel(ModelConfig config) throws IOException {
    MemoryInfo info = new MemoryInfo(config.procRoot());
    info.refresh();
    this.totalBytes =
        info.totalBytes().orElseThrow(() -> new IOException("meminfo has no MemTotal"));
    this.configured = config.memory().isPresent();
    // Megabytes times microwatts per gigabyte is nanowatts.
    long modelled = totalBytes / BYTES_PER_MEGABYTE * MICROWATTS_PER_GIGABYTE / 1_000_000;
    this.milliwatts = config.memory().map(Power::milliwatts).orElse(modelled);
  }

  Device device() {
    return new Device(
        DEVICE,
        Component.MEMORY,
        String.format(Locale.ROOT, "%.1f GB", totalBytes / (double) BYTES_PER_GIGABYTE),
        "model",
        configured
            ? String.format(Locale.ROOT, "constant %.2f W, as configured", milliwatts / 1e3)
            : String.format(
                Locale.ROOT,
                "constant %.2f W: 0.392 W/GB by Cloud Carbon Footprint; machines measured lie"
                    + " between 0.19 and 1.1 W/GB",
                milliwatts / 1e3),
        new Device.Role.Fallback(),
        new EnergySource(
            EnergySource.Kind.MODEL,
            OptionalLong.empty(),
            2 * milliwatts,
            REFRESH_MILLIS,
            EnergySource.DEFAULT_NOMINAL_MILLIS),
        Quality.MODELLED,
        ERROR_PPM,
        "model/memory",
        new Device.Split.ResidentMemory(),
        Optional.of(Power.ofMilliwatts(milliwatts)));
  }

  Reading read(MonotonicClock clock) {
    long at = clock.nanos();
    return new Reading.Modelled(DEVICE, at, milliwatts * (at / NANOS_PER_MILLI), Gauges.NONE);
  }
}
