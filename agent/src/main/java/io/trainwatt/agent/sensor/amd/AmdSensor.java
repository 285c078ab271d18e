package io.trainwatt.agent.sensor.amd;

import io.trainwatt.agent.sensor.Cadence;
import io.trainwatt.agent.sensor.Device;
import io.trainwatt.agent.sensor.MonotonicClock;
import io.trainwatt.agent.sensor.Probe;
import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.agent.sensor.Sensor;
import io.trainwatt.agent.sysfs.Content;
import io.trainwatt.agent.sysfs.DeviceReaders;
import io.trainwatt.agent.sysfs.HwmonChip;
import io.trainwatt.agent.sysfs.HwmonScan;
import io.trainwatt.agent.sysfs.Look;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * AMD GPUs through the amdgpu driver: the energy accumulator of {@code gpu_metrics} where its unit
 * is known, with the power gauge held against it; else the power gauge ({@code power1_average},
 * else {@code power1_input}; Documentation/gpu/amdgpu/thermal.rst). Of a package with two dies one
 * reports for both.
 */
public final class AmdSensor implements Sensor {
  private static final String NAME = "amdgpu";
  private static final Cadence GAUGES = Cadence.every(Duration.ofMillis(100));

  private final Path sysfsRoot;
  private final Content content = new Content(Content.BINARY_BYTES);
  private final DeviceReaders readers;
  private final MonotonicClock clock;
  private final CardHolders holders;
  private Cadence cadence = Cadence.AT_TICK;

  /** Under a sysfs root; nothing is opened before the probe. */
  public AmdSensor(AmdConfig config, MonotonicClock clock) {
    this.sysfsRoot = config.sysfsRoot();
    this.readers = new DeviceReaders(content, clock);
    this.clock = clock;
    this.holders = new CardHolders(config.sysfsRoot(), config.procRoot());
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Probe probe() {
    readers.close();
    holders.probe();
    cadence = Cadence.AT_TICK;
    Look look = new Look(NAME);
    List<Card> cards = new ArrayList<>();
    for (HwmonChip chip : HwmonScan.of(sysfsRoot, look, "amdgpu"::equals)) {
      cards.add(Card.of(chip, look, content));
    }
    List<Device> devices = new ArrayList<>();
    List<Probe.Unused> unused = new ArrayList<>();
    List<CardReader> found = new ArrayList<>();
    for (Card card : cards) {
      if (card.isSecondDieBeside(cards)) {
        // Cards come by address: it is of the one before it.
        if (!found.isEmpty()) {
          holders.add(devices.getLast().name().replace(CardDevice.CHECK, ""), card.chip().key());
        }
        unused.add(unused(card, "second die of a package: the other one reports for both"));
      } else if (card.counts() || card.power().isPresent()) {
        add(card, look, devices);
        holders.add(card.name(), card.chip().key());
        found.add(new CardReader(card));
      } else {
        unused.add(unused(card, "it tells neither energy nor power"));
      }
    }
    readers.replace(found);
    return new Probe(devices, unused, look.findings());
  }

  private static Probe.Unused unused(Card card, String why) {
    return new Probe.Unused(card.name(), card.chip().folder().toString(), why);
  }

  private void add(Card card, Look look, List<Device> devices) {
    if (card.counts()) {
      devices.add(CardDevice.counted(card, look));
      if (card.power().isPresent()) {
        devices.add(CardDevice.check(card, look));
      }
    } else {
      cadence = GAUGES;
      devices.add(CardDevice.integrated(card, look));
    }
    if (card.containsCpu()) {
      look.tell(
          card.name(),
          "its power is that of a whole MI300A, whose CPU cores may be counted as a CPU as well",
          "if so, set sensors.inTotal.exclude to the CPU's device");
    }
  }

  @Override
  public List<Reading> read() {
    return holders.told(readers.read(), clock.nanos());
  }

  /** Gauges ten times a second, counters at the tick. */
  @Override
  public Cadence cadence() {
    return cadence;
  }

  /** Whether a card vanished since the last probe. */
  @Override
  public boolean isOutdated() {
    return readers.isOutdated();
  }

  @Override
  public void close() {
    readers.close();
  }
}
