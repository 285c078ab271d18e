package io.trainwatt.agent.sensor.presence;

import io.trainwatt.agent.counter.EnergySource;
import io.trainwatt.agent.sensor.Device;
import io.trainwatt.agent.sensor.MonotonicClock;
import io.trainwatt.agent.sensor.Probe;
import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.agent.sensor.Sensor;
import io.trainwatt.agent.sysfs.HexNumber;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Component;
import io.trainwatt.events.sample.Gauges;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * NVIDIA GPUs by their presence on the PCI bus: half of their thermal design power, as CodeCarbon's
 * constant mode takes it, and a band from nothing to all of it. Fallbacks: not read where the
 * driver gives any GPU's power. A GPU without a sourced figure is seen and not modelled.
 */
public final class PresenceSensor implements Sensor {
  private static final int NVIDIA = 0x10de;
  private static final int DISPLAY_CLASS = 0x03;

  /** From nothing to twice the half. */
  private static final int ERROR_PPM = 1_000_000;

  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long REFRESH_MILLIS = 10;
  private static final long MILLIWATTS_PER_WATT = 1_000;

  private final PresenceConfig config;
  private final MonotonicClock clock;
  private List<Seen> seen = List.of();

  private record Seen(String name, String address, KnownGpu gpu) {
    long milliwatts() {
      return gpu.tdpWatts() * MILLIWATTS_PER_WATT / 2;
    }
  }

  /** Nothing is opened before the probe. */
  public PresenceSensor(PresenceConfig config, MonotonicClock clock) {
    this.config = config;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "presence";
  }

  @Override
  public Probe probe() {
    List<Seen> found = new ArrayList<>();
    List<Probe.Unused> unused = new ArrayList<>();
    for (Path folder : gpus()) {
      String address = folder.getFileName().toString();
      int id = HexNumber.of(folder.resolve("device")).orElse(0);
      KnownGpu.of(id)
          .ifPresentOrElse(
              gpu -> found.add(new Seen("gpu@" + address, address, gpu)),
              () ->
                  unused.add(
                      new Probe.Unused(
                          "gpu@" + address,
                          folder.toString(),
                          "no sourced power for 10de:%04x".formatted(id))));
    }
    seen = List.copyOf(found);
    return new Probe(seen.stream().map(PresenceSensor::device).toList(), unused, List.of());
  }

  private List<Path> gpus() {
    List<Path> found = new ArrayList<>();
    Path all = config.sysfsRoot().resolve("bus/pci/devices");
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(all)) {
      for (Path folder : folders) {
        boolean display = HexNumber.of(folder.resolve("class")).orElse(0) >> 16 == DISPLAY_CLASS;
        if (display && HexNumber.of(folder.resolve("vendor")).orElse(0) == NVIDIA) {
          found.add(folder);
        }
      }
    } catch (IOException e) {
      // A machine without PCI has none.
      return List.of();
    }
    found.sort(Comparator.naturalOrder());
    return found;
  }

  private static Device device(Seen one) {
    return new Device(
        one.name(),
        Component.GPU,
        "NVIDIA " + one.gpu().label(),
        "presence",
        "constant %d W, half of the %d W that it is designed for, whatever it does: no sensor reads"
                .formatted(one.milliwatts() / MILLIWATTS_PER_WATT, one.gpu().tdpWatts())
            + " it; the truth lies between nothing and all of it",
        new Device.Role.Fallback(),
        new EnergySource(
            EnergySource.Kind.MODEL,
            OptionalLong.empty(),
            2 * one.milliwatts(),
            REFRESH_MILLIS,
            EnergySource.DEFAULT_NOMINAL_MILLIS),
        Quality.MODELLED,
        ERROR_PPM,
        "model/gpu",
        new Device.Split.Nobody(),
        Optional.empty());
  }

  @Override
  public List<Reading> read() {
    List<Reading> readings = new ArrayList<>(seen.size());
    for (Seen one : seen) {
      long at = clock.nanos();
      long microjoules = one.milliwatts() * (at / NANOS_PER_MILLI);
      readings.add(new Reading.Modelled(one.name(), at, microjoules, Gauges.NONE));
    }
    return readings;
  }
}
