package io.trainwatt.agent.sensor.neuron;

import io.trainwatt.agent.counter.EnergySource;
import io.trainwatt.agent.procfs.KernelFile;
import io.trainwatt.agent.sensor.Cadence;
import io.trainwatt.agent.sensor.Device;
import io.trainwatt.agent.sensor.MonotonicClock;
import io.trainwatt.agent.sensor.Probe;
import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.agent.sensor.Sensor;
import io.trainwatt.events.node.Finding;
import io.trainwatt.events.quantity.Power;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Component;
import io.trainwatt.events.sample.Gauges;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Trainium and Inferentia devices: the driver says each minute what percentage of its maximum power
 * a device drew on average, its baseline left out, and AWS says nowhere what that maximum is. Power
 * is modelled from what the operator declares, or not at all.
 */
public final class NeuronSensor implements Sensor {
  /** Often enough to take each minute's value soon after it came. */
  private static final Duration EVERY = Duration.ofSeconds(5);

  private static final long MINUTE_MILLIS = 60_000;

  /** As models from a declared maximum (TDP) are: up to 40 % off against wall meters. */
  private static final int ERROR_PPM = 400_000;

  private static final int BASIS_POINTS = 10_000;
  private static final int PPM_PER_POINT = 100;
  private static final int FILE_BYTES = 256;
  private static final String UTILIZATION = "stats/power/utilization";

  private final NeuronConfig config;
  private final MonotonicClock clock;
  private final KernelFile file = new KernelFile(FILE_BYTES);
  private final Map<String, Long> lastMinutes = new HashMap<>();
  private Map<String, Path> devices = Map.of();

  /** Nothing is opened before the probe. */
  public NeuronSensor(NeuronConfig config, MonotonicClock clock) {
    this.config = config;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "neuron";
  }

  @Override
  public Cadence cadence() {
    return devices.isEmpty() ? Cadence.AT_TICK : Cadence.every(EVERY);
  }

  @Override
  public Probe probe() {
    Map<String, Path> found = find();
    devices = Map.of();
    if (found.isEmpty()) {
      return Probe.NOTHING;
    }
    if (config.deviceMax().isEmpty()) {
      return new Probe(List.of(), unused(found), List.of(undeclared(found)));
    }
    devices = found;
    lastMinutes.keySet().retainAll(found.keySet());
    List<Device> all = new ArrayList<>();
    found.forEach((name, folder) -> all.add(device(name, folder, config.deviceMax().get())));
    return new Probe(all, List.of(), List.of());
  }

  private Map<String, Path> find() {
    Map<String, Path> found = new TreeMap<>();
    Path all = config.sysfsRoot().resolve("devices/virtual/neuron_device");
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(all, "neuron[0-9]*")) {
      for (Path folder : folders) {
        String number = folder.getFileName().toString().substring("neuron".length());
        found.put("neuron-" + number, folder);
      }
    } catch (IOException e) {
      // Without the driver there is none.
      return Map.of();
    }
    return found;
  }

  private static List<Probe.Unused> unused(Map<String, Path> found) {
    List<Probe.Unused> unused = new ArrayList<>();
    found.forEach(
        (name, folder) ->
            unused.add(
                new Probe.Unused(
                    name,
                    folder.resolve(UTILIZATION).toString(),
                    "a percentage of a maximum power that is not known")));
    return unused;
  }

  private static Finding undeclared(Map<String, Path> found) {
    return new Finding(
        "neuron " + String.join(", ", found.keySet()),
        "the driver gives power as a percentage, and AWS publishes no maximum for this chip",
        "set sensors.neuron.deviceMaxWatts to what you hold one device to draw at most");
  }

  private Device device(String name, Path folder, Power max) {
    long idle = idleMilliwatts();
    return new Device(
        name,
        Component.ACCELERATOR,
        model(folder),
        "neuron",
        String.format(
            Locale.ROOT,
            "P = idle + percentage * maximum, the mean of each minute from %s; idle %.0f W,"
                + " maximum %.0f W as configured; within 40 %%",
            folder.resolve(UTILIZATION),
            idle / 1e3,
            max.milliwatts() / 1e3),
        new Device.Role.Fallback(),
        new EnergySource(
            EnergySource.Kind.MEAN,
            OptionalLong.empty(),
            2 * max.milliwatts(),
            MINUTE_MILLIS,
            MINUTE_MILLIS),
        Quality.MODELLED,
        ERROR_PPM,
        "model/neuron",
        new Device.Split.Nobody(),
        config.deviceIdle());
  }

  private long idleMilliwatts() {
    return config.deviceIdle().map(Power::milliwatts).orElse(0L);
  }

  private String model(Path folder) {
    try {
      file.read(folder.resolve("info/architecture/device_name").toString());
      String name = file.text().strip();
      return name.isEmpty() ? "AWS Neuron" : "AWS " + name;
    } catch (IOException e) {
      return "AWS Neuron";
    }
  }

  @Override
  public List<Reading> read() {
    List<Reading> readings = new ArrayList<>(devices.size());
    devices.forEach((name, folder) -> read(name, folder).ifPresent(readings::add));
    return readings;
  }

  /** Empty until the driver has a new minute. */
  private Optional<Reading> read(String name, Path folder) {
    String path = folder.resolve(UTILIZATION).toString();
    try {
      file.read(path);
      PowerShare share = PowerShare.parse(file.text());
      Long before = lastMinutes.put(name, share.epochSeconds());
      if (before != null && before == share.epochSeconds()) {
        return Optional.empty();
      }
      return Optional.of(powered(name, share));
    } catch (IOException e) {
      return Optional.of(new Reading.Failed(name, clock.nanos(), path + ": " + e.getMessage()));
    }
  }

  private Reading powered(String name, PowerShare share) {
    long max = config.deviceMax().map(Power::milliwatts).orElse(0L);
    long milliwatts = idleMilliwatts() + max * share.meanBasisPoints() / BASIS_POINTS;
    Gauges gauges =
        Gauges.of(
            Optional.empty(),
            OptionalInt.of(share.meanBasisPoints() * PPM_PER_POINT),
            config.deviceIdle());
    return new Reading.Powered(name, clock.nanos(), milliwatts, gauges);
  }
}
