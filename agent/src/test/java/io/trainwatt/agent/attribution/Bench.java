package io.trainwatt.agent.attribution;

import io.trainwatt.agent.sense.SensorConfig;
import io.trainwatt.agent.sense.SensorRoster;
import io.trainwatt.agent.sensor.SensorChoice;
import io.trainwatt.events.quantity.Energy;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Counter;
import io.trainwatt.events.sample.DeviceSample;
import io.trainwatt.events.sample.SensorEvent;
import io.trainwatt.events.sample.User;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A meter on made-up roots, with the real sensors, that a test ticks and restarts. */
final class Bench {
  /** Wall clock when the boot's monotonic clock was 0. */
  static final long BOOTED_WALL_MICROS = 1_790_000_000_000_000L;

  final MutableClock clock = new MutableClock();
  final ProcFolder proc;
  private final Path sysfs;
  private final View view;
  private String boot = "boot-1";
  private NodeMeter meter;
  Measured last;

  Bench(Path folder) {
    this(folder, View.MARGINAL);
  }

  Bench(Path folder, View view) {
    this.view = view;
    proc = new ProcFolder(folder.resolve("proc"));
    sysfs = folder.resolve("sys");
    meter = meter(Optional.empty());
    last = new Measured(List.of(), List.of(), List.of(), new byte[0]);
  }

  Path sysfs() {
    return sysfs;
  }

  NodeMeter meter() {
    return meter;
  }

  private NodeMeter meter(Optional<byte[]> checkpoint) {
    return new NodeMeter(
        new MeterConfig(proc.root, SensorChoice.ALL, view, List.of()),
        SensorRoster.of(SensorConfig.of(sysfs, proc.root), clock),
        boot,
        checkpoint);
  }

  /** As a start of the agent with nothing kept. */
  void startAnew() {
    meter = meter(Optional.empty());
  }

  /** As after kill -9: only the last checkpoint is left. */
  void restart() {
    meter = meter(Optional.of(last.checkpoint()));
  }

  void restartFrom(byte[] checkpoint) {
    meter = meter(Optional.of(checkpoint));
  }

  void reboot() {
    boot = boot + "+";
    restart();
  }

  Measured tickAt(long millis) {
    clock.set(millis);
    last = meter.tick(clock.nanos(), BOOTED_WALL_MICROS + millis * 1_000);
    return last;
  }

  DeviceSample device(String name) {
    return last.devices().stream()
        .filter(device -> device.device().equals(name))
        .findFirst()
        .orElseThrow();
  }

  long total(String device, Quality quality) {
    return device(device).totals().getOrDefault(quality, Energy.ZERO).microjoules();
  }

  Counter counter(String device, User user) {
    return device(device).counters().stream()
        .filter(counter -> counter.user().equals(user))
        .findFirst()
        .orElse(Counter.of(user, Quality.COUNTED, Energy.ZERO));
  }

  long energy(String device, User user) {
    return counter(device, user).energy().microjoules();
  }

  List<String> events(String device) {
    return last.events().stream()
        .filter(event -> event.device().equals(device))
        .map(SensorEvent::kind)
        .toList();
  }
}
