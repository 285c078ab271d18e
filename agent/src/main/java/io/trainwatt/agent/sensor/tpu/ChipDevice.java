package io.trainwatt.agent.sensor.tpu;

import io.trainwatt.agent.counter.EnergySource;
import io.trainwatt.agent.sensor.Device;
import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.events.quantity.Power;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Component;
import io.trainwatt.events.sample.Gauges;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** A chip's model: P = idle + (busy - idle) * duty cycle. */
final class ChipDevice {
  private static final long REFRESH_MILLIS = 1_000;
  private static final long NOMINAL_MILLIS = 1_000;
  private static final int MILLION = 1_000_000;

  private ChipDevice() {}

  /**
   * What a chip does.
   *
   * @param duty share of time that it works, 0 to 1
   * @param memoryUsed bytes
   * @param memoryTotal bytes
   */
  record Load(double duty, Optional<Double> memoryUsed, Optional<Double> memoryTotal) {}

  static Device of(TpuConfig config, String name, Chip chip) {
    Generation generation = chip.generation();
    return new Device(
        name,
        Component.TPU,
        "TPU " + generation.label(),
        "tpu",
        method(config, generation),
        new Device.Role.Fallback(),
        new EnergySource(
            EnergySource.Kind.MEAN,
            OptionalLong.empty(),
            2 * Math.max(generation.maxMilliwatts(), busy(config, generation)),
            REFRESH_MILLIS,
            NOMINAL_MILLIS),
        Quality.MODELLED,
        generation.errorPpm(),
        "model/tpu-" + generation.label(),
        new Device.Split.Processes(),
        Optional.of(Power.ofMilliwatts(idle(config, generation))));
  }

  private static long busy(TpuConfig config, Generation generation) {
    long table = generation.busyMilliwatts();
    return config.chipBusy().map(Power::milliwatts).orElse(Math.max(table, idleSet(config)));
  }

  private static long idleSet(TpuConfig config) {
    return config.chipIdle().map(Power::milliwatts).orElse(0L);
  }

  private static long idle(TpuConfig config, Generation generation) {
    return config
        .chipIdle()
        .map(Power::milliwatts)
        .orElse(Math.min(generation.idleMilliwatts(), busy(config, generation)));
  }

  private static String method(TpuConfig config, Generation generation) {
    boolean configured = config.chipIdle().isPresent() || config.chipBusy().isPresent();
    return String.format(
        Locale.ROOT,
        "P = idle + (busy - idle) * duty cycle from libtpu; idle %.0f W, busy %.0f W: %s; within"
            + " %d %%",
        idle(config, generation) / 1e3,
        busy(config, generation) / 1e3,
        configured ? "as configured" : generation.source(),
        generation.errorPpm() / 10_000);
  }

  static Reading reading(
      TpuConfig config, String name, Chip chip, long atNanos, Load load, Set<Long> pids) {
    long idle = idle(config, chip.generation());
    long swing = busy(config, chip.generation()) - idle;
    Gauges gauges =
        new Gauges(
            Optional.empty(),
            OptionalInt.of((int) Math.round(load.duty() * MILLION)),
            Optional.of(Power.ofMilliwatts(idle)),
            bytes(load.memoryUsed()),
            bytes(load.memoryTotal()),
            Optional.empty(),
            OptionalInt.empty(),
            OptionalLong.empty(),
            List.of());
    return new Reading.Powered(
        name,
        atNanos,
        idle + Math.round((double) swing * load.duty()),
        gauges,
        "",
        pids.stream().sorted().map(pid -> new Reading.Use(pid, 0)).toList());
  }

  private static OptionalLong bytes(Optional<Double> value) {
    return value.isPresent() && value.get() >= 0 && value.get() < Long.MAX_VALUE
        ? OptionalLong.of(Math.round(value.get()))
        : OptionalLong.empty();
  }
}
