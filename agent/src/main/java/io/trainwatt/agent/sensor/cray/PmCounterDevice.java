package io.trainwatt.agent.sensor.cray;

import io.trainwatt.agent.counter.EnergySource;
import io.trainwatt.agent.sensor.Device;
import io.trainwatt.agent.sensor.Device.Role;
import io.trainwatt.agent.sensor.Device.Split;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Component;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a counter is to the node, by the name of its file. */
final class PmCounterDevice {
  private static final Pattern FILE = Pattern.compile("(?:(cpu|memory|accel)(\\d{0,3})_)?energy");

  /** HPE states no accuracy for it: twice 5 %, as for other boards' meters. */
  private static final int ERROR_PPM = 100_000;

  private static final long REFRESH_MILLIS = 200;
  private static final long NODE_BOUND = 20_000_000;
  private static final long CPU_BOUND = 2_000_000;
  private static final long MEMORY_BOUND = 1_000_000;
  private static final long ACCELERATOR_BOUND = 2_000_000;

  private PmCounterDevice() {}

  /** Absent if the file is no energy counter. */
  static Optional<Device> of(String file, Path path) {
    Matcher matcher = FILE.matcher(file);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String what = matcher.group(1);
    String number = matcher.group(2);
    if (what == null) {
      return Optional.of(
          device(
              "cray/node",
              Component.NODE,
              NODE_BOUND,
              new Role.NodeMeter(),
              new Split.Nobody(),
              path));
    }
    String name = "cray/" + what + number;
    boolean oneOfSeveral = number != null && !number.isEmpty();
    return Optional.of(
        switch (what) {
          case "cpu" ->
              device(
                  name,
                  Component.CPU,
                  CPU_BOUND,
                  oneOfSeveral ? new Role.Overlap("part of cray/cpu") : new Role.Fallback(),
                  new Split.CpuCapacity(),
                  path);
          case "memory" ->
              device(
                  name,
                  Component.MEMORY,
                  MEMORY_BOUND,
                  new Role.Fallback(),
                  new Split.ResidentMemory(),
                  path);
          default ->
              device(
                  name,
                  Component.GPU,
                  ACCELERATOR_BOUND,
                  oneOfSeveral
                      ? new Role.Fallback()
                      : new Role.Overlap("all accelerators together"),
                  new Split.Nobody(),
                  path);
        });
  }

  private static Device device(
      String name, Component component, long bound, Role role, Split split, Path path) {
    return new Device(
        name,
        component,
        "HPE Cray " + name.substring(name.indexOf('/') + 1),
        "cray",
        "hardware energy counter %s in joules, renewed ten times a second".formatted(path),
        role,
        new EnergySource(
            EnergySource.Kind.COUNTER,
            OptionalLong.empty(),
            bound,
            REFRESH_MILLIS,
            EnergySource.DEFAULT_NOMINAL_MILLIS),
        Quality.COUNTED,
        ERROR_PPM,
        "cray",
        split,
        Optional.empty());
  }
}
