package io.trainwatt.agent.attribution;

import io.trainwatt.agent.counter.EnergySource;
import io.trainwatt.agent.sensor.Device;
import io.trainwatt.agent.sensor.Inventory;
import io.trainwatt.agent.sensor.Probe;
import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.agent.sensor.SensorFeed;
import io.trainwatt.events.quantity.Energy;
import io.trainwatt.events.quantity.Power;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Component;
import io.trainwatt.events.sample.DeviceSample;
import io.trainwatt.events.sample.Gauges;
import io.trainwatt.events.sample.SensorEvent;
import io.trainwatt.events.sample.StageCount;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** A meter whose devices and readings a test sets tick by tick, all read by one sensor. */
final class Stage implements SensorFeed {
  static final long BOOTED_WALL_MICROS = 1_790_000_000_000_000L;
  private static final long NANOS_PER_MILLI = 1_000_000;

  final ProcFolder proc;
  NodeMeter meter;
  Measured last = new Measured(List.of(), List.of(), List.of(), new byte[0]);
  private List<Inventory.Looked> looked = List.of();
  private final List<Reading> said = new ArrayList<>();
  final List<Notice> notices = new ArrayList<>();
  final List<SensorEvent> told = new ArrayList<>();
  boolean gathering;
  long lastMillis;

  Stage(Path folder, Device... devices) {
    proc = new ProcFolder(folder.resolve("proc"));
    has(devices);
    meter = meter(Optional.empty());
  }

  private NodeMeter meter(Optional<byte[]> checkpoint) {
    return new NodeMeter(new MeterConfig(proc.root), this, "boot", checkpoint);
  }

  /** What the sensor finds from now on. */
  void has(Device... devices) {
    looked =
        List.of(new Inventory.Looked("stage", new Probe(List.of(devices), List.of(), List.of())));
  }

  /** As after kill -9: only the last checkpoint is left. */
  void restart() {
    meter = meter(Optional.of(last.checkpoint()));
  }

  Stage counts(String device, long millis, long microjoules) {
    return counts(device, millis, microjoules, "");
  }

  Stage counts(String device, long millis, long microjoules, String incarnation) {
    said.add(
        new Reading.Counted(
            device, millis * NANOS_PER_MILLI, microjoules, Gauges.NONE, incarnation, List.of()));
    return this;
  }

  Stage draws(String device, long millis, long milliwatts) {
    said.add(new Reading.Powered(device, millis * NANOS_PER_MILLI, milliwatts, Gauges.NONE));
    return this;
  }

  Stage models(String device, long millis, long microjoules) {
    said.add(new Reading.Modelled(device, millis * NANOS_PER_MILLI, microjoules, Gauges.NONE));
    return this;
  }

  Stage says(Reading reading) {
    said.add(reading);
    return this;
  }

  Stage fails(String device, long millis) {
    said.add(new Reading.Failed(device, millis * NANOS_PER_MILLI, "no such file"));
    return this;
  }

  Measured tickAt(long millis) {
    lastMillis = millis;
    last = meter.tick(millis * NANOS_PER_MILLI, BOOTED_WALL_MICROS + millis * 1_000);
    told.addAll(last.events());
    return last;
  }

  Optional<DeviceSample> find(String device) {
    return last.devices().stream().filter(sample -> sample.device().equals(device)).findFirst();
  }

  DeviceSample device(String name) {
    return find(name).orElseThrow();
  }

  /** Of all qualities, microjoules. */
  long total(String device) {
    return device(device).totals().values().stream().mapToLong(Energy::microjoules).sum();
  }

  List<String> events(String device) {
    return last.events().stream()
        .filter(event -> event.device().equals(device))
        .map(SensorEvent::kind)
        .toList();
  }

  List<String> allEvents(String device) {
    return told.stream()
        .filter(event -> event.device().equals(device))
        .map(SensorEvent::kind)
        .toList();
  }

  static Device counter(String name, Component component, Device.Role role) {
    return device(name, component, role, EnergySource.Kind.COUNTER, Quality.COUNTED);
  }

  static Device gauge(String name, Component component, Device.Role role) {
    return device(name, component, role, EnergySource.Kind.GAUGE, Quality.INTEGRATED);
  }

  static Device model(String name, Component component) {
    return device(
        name, component, new Device.Role.Fallback(), EnergySource.Kind.MODEL, Quality.MODELLED);
  }

  /** A part whose counter begins again after its range. */
  static Device ranged(String name, Component component, long range) {
    return device(
        name,
        component,
        new Device.Role.Part(),
        EnergySource.Kind.COUNTER,
        Quality.COUNTED,
        OptionalLong.of(range));
  }

  private static Device device(
      String name, Component component, Device.Role role, EnergySource.Kind kind, Quality quality) {
    return device(name, component, role, kind, quality, OptionalLong.empty());
  }

  private static Device device(
      String name,
      Component component,
      Device.Role role,
      EnergySource.Kind kind,
      Quality quality,
      OptionalLong range) {
    return new Device(
        name,
        component,
        "model",
        "stage",
        "numbers set by the test",
        role,
        new EnergySource(kind, range, 1_000_000, 100, 1_000),
        quality,
        50_000,
        "stage",
        new Device.Split.Processes(),
        Optional.of(Power.ofMilliwatts(10_000)));
  }

  @Override
  public List<Inventory.Looked> looked() {
    return looked;
  }

  @Override
  public List<Said> take(Set<String> needed, long nowNanos) {
    List<Reading> now = List.copyOf(said);
    said.clear();
    return List.of(new Said("stage", now));
  }

  @Override
  public List<Notice> notices() {
    List<Notice> now = List.copyOf(notices);
    notices.clear();
    return now;
  }

  @Override
  public StageCount count() {
    return new StageCount("read", 0, 0, 0, Map.of());
  }

  @Override
  public boolean isGathering() {
    return gathering;
  }

  @Override
  public void close() {}
}
