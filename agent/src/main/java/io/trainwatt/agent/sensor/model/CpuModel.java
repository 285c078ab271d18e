package io.trainwatt.agent.sensor.model;

import io.trainwatt.agent.counter.EnergySource;
import io.trainwatt.agent.procfs.CpuTimes;
import io.trainwatt.agent.procfs.KernelUnits;
import io.trainwatt.agent.sensor.Device;
import io.trainwatt.agent.sensor.MonotonicClock;
import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.events.quantity.Power;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Component;
import io.trainwatt.events.sample.Gauges;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What all CPUs together draw: P = idle + (max - idle) * u. Its energy since boot follows from the
 * time since boot and the CPU time used since then, both cumulative, so that nothing is ever
 * rounded twice and no reading depends on the one before.
 */
final class CpuModel {
  static final String DEVICE = "cpu";

  /**
   * Such models were off by up to 40 % against wall meters over hundreds of runs (Fischer 2025,
   * arXiv:2509.22092).
   */
  static final int ERROR_PPM = 400_000;

  private static final long NANOS_PER_MILLI = 1_000_000;

  /** CPU time is counted in ticks of 10 ms for each CPU. */
  private static final long REFRESH_MILLIS = 100;

  private final CpuTimes times;
  private final KernelUnits units;
  private final CpuInfo info;
  private final CpuCoefficients coefficients;
  private final int cpus;
  private final long idleMilliwatts;
  private final long maxMilliwatts;
  private final boolean configured;

  CpuModel(ModelConfig config) throws IOException {
    Path proc = config.procRoot();
    this.times = new CpuTimes(proc);
    this.units = KernelUnits.under(proc);
    this.info = CpuInfo.under(proc);
    this.coefficients = CpuCoefficients.of(info);
    this.cpus = CpuTimes.online(proc);
    this.configured = config.cpuIdle().isPresent() || config.cpuMax().isPresent();
    long tableIdle = coefficients.idleMilliwatts() * cpus;
    long max = config.cpuMax().map(Power::milliwatts).orElse(coefficients.maxMilliwatts() * cpus);
    this.idleMilliwatts = config.cpuIdle().map(Power::milliwatts).orElse(Math.min(tableIdle, max));
    this.maxMilliwatts = Math.max(max, idleMilliwatts);
    times.busyTicks();
  }

  Device device() {
    return new Device(
        DEVICE,
        Component.CPU,
        info.name(),
        "model",
        method(),
        new Device.Role.Fallback(),
        new EnergySource(
            EnergySource.Kind.MODEL,
            OptionalLong.empty(),
            2 * maxMilliwatts,
            REFRESH_MILLIS,
            EnergySource.DEFAULT_NOMINAL_MILLIS),
        Quality.MODELLED,
        ERROR_PPM,
        "model/cpu",
        new Device.Split.CpuTime((maxMilliwatts - idleMilliwatts) / cpus),
        Optional.of(Power.ofMilliwatts(idleMilliwatts)));
  }

  private String method() {
    String figures =
        configured
            ? "as configured"
            : "%s (%s), SPECpower by way of Cloud Carbon Footprint"
                .formatted(coefficients.generation(), coefficients.match());
    return String.format(
        Locale.ROOT,
        "P = idle + (max - idle) * utilisation of %d logical CPUs; idle %.2f W, max %.2f W: %s;"
            + " within 40 %%",
        cpus,
        idleMilliwatts / 1e3,
        maxMilliwatts / 1e3,
        figures);
  }

  Reading read(MonotonicClock clock) {
    try {
      long busyMillis = units.millis(times.busyTicks());
      long at = clock.nanos();
      return new Reading.Modelled(DEVICE, at, microjoules(at, busyMillis), Gauges.NONE);
    } catch (ArithmeticException | IOException e) {
      return new Reading.Failed(DEVICE, clock.nanos(), "CPU times: " + e.getMessage());
    }
  }

  private long microjoules(long nanos, long busyMillis) {
    long idle = Math.multiplyExact(idleMilliwatts, nanos / NANOS_PER_MILLI);
    long active = maxMilliwatts - idleMilliwatts;
    long whole = Math.multiplyExact(active, busyMillis / cpus);
    return Math.addExact(idle, Math.addExact(whole, active * (busyMillis % cpus) / cpus));
  }
}
