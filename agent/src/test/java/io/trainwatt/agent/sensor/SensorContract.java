package io.trainwatt.agent.sensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.trainwatt.agent.counter.EnergySource;
import io.trainwatt.agent.sense.SensorThreads;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Component;
import io.trainwatt.events.sample.Gauges;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every sensor keeps to, however broken the machine it looks at. A test class of a sensor
 * extends it, lays a healthy machine into a folder and makes the sensor that looks there. A sensor
 * that reads no files (a library, a server) lays none: the rules about files then have nothing to
 * break, and its own tests break what it reads.
 */
public abstract class SensorContract {
  private static final Duration TICK = Duration.ofMillis(200);

  /** What a broken driver, a full disk or an attacker may leave in a file. */
  private static final List<byte[]> GARBAGE =
      List.of(
          new byte[0],
          "\n".getBytes(StandardCharsets.US_ASCII),
          "-1\n".getBytes(StandardCharsets.US_ASCII),
          "99999999999999999999999\n".getBytes(StandardCharsets.US_ASCII),
          "9223372036854775807\n".getBytes(StandardCharsets.US_ASCII),
          "NaN\n".getBytes(StandardCharsets.US_ASCII),
          "x".repeat(70_000).getBytes(StandardCharsets.US_ASCII),
          new byte[] {0, -1, -2, 10, 0x1b, '[', 'A'});

  @TempDir protected Path machine;

  /** Lays the healthy machine; called once for each machine that is needed. */
  protected abstract void lay(Path folder) throws IOException;

  /** The sensor, looking at the machine; called as often as one is needed. */
  protected abstract Sensor sensor(Path folder, MonotonicClock clock);

  private Sensor onAHealthyMachine() throws IOException {
    lay(machine);
    return sensor(machine, System::nanoTime);
  }

  private static List<String> names(Probe probe) {
    return probe.devices().stream().map(Device::name).toList();
  }

  @Test
  void probingTwiceFindsTheSame() throws IOException {
    Sensor sensor = onAHealthyMachine();
    Probe first = sensor.probe();
    assertThat(sensor.probe()).isEqualTo(first);
    assertThat(sensor(machine, System::nanoTime).probe()).isEqualTo(first);
    assertThat(first.devices()).as("a healthy machine has something to measure").isNotEmpty();
    sensor.close();
  }

  @Test
  void readingBetweenTwoProbesChangesNothingThatIsFound() throws IOException {
    Sensor sensor = onAHealthyMachine();
    Probe first = sensor.probe();
    sensor.read();
    assertThat(sensor.probe()).isEqualTo(first);
    sensor.close();
  }

  @Test
  void devicesHaveNamesOfTheirOwnAndSayWhatTheyAre() throws IOException {
    Sensor sensor = onAHealthyMachine();
    Probe probe = sensor.probe();
    assertThat(names(probe)).doesNotHaveDuplicates();
    SoftAssertions softly = new SoftAssertions();
    for (Device device : probe.devices()) {
      softly.assertThat(device.source()).as(device.name()).isNotEmpty();
      softly.assertThat(device.method()).as(device.name()).isNotEmpty();
      softly.assertThat(device.correlationGroup()).as(device.name()).isNotEmpty();
      softly.assertThat(device.errorPpm()).as(device.name()).isPositive();
      softly.assertThat(device.energy().powerBoundMilliwatts()).as(device.name()).isPositive();
      softly.assertThat(device.quality()).as(device.name()).isEqualTo(quality(device));
    }
    softly.assertAll();
    sensor.close();
  }

  private static Quality quality(Device device) {
    return switch (device.energy().kind()) {
      case COUNTER -> Quality.COUNTED;
      case GAUGE, MEAN ->
          device.quality() == Quality.MODELLED ? Quality.MODELLED : Quality.INTEGRATED;
      case MODEL -> Quality.MODELLED;
    };
  }

  @Test
  void readingsAreOfItsDevicesInTheirKindAndOfNow() throws IOException {
    Sensor sensor = onAHealthyMachine();
    Map<String, EnergySource.Kind> kinds =
        sensor.probe().devices().stream()
            .collect(Collectors.toMap(Device::name, device -> device.energy().kind()));
    long before = System.nanoTime();
    List<Reading> readings = sensor.read();
    long after = System.nanoTime();
    assertThat(readings).isNotEmpty();
    for (Reading reading : readings) {
      assertThat(kinds).containsKey(reading.device());
      assertThat(reading.monotonicNanos() - before).isNotNegative();
      assertThat(after - reading.monotonicNanos()).isNotNegative();
      assertThat(kinds.get(reading.device())).as(reading.toString()).isIn(kinds(reading));
    }
    sensor.close();
  }

  private static Set<EnergySource.Kind> kinds(Reading reading) {
    return switch (reading) {
      case Reading.Counted counted -> Set.of(EnergySource.Kind.COUNTER);
      case Reading.Powered powered -> Set.of(EnergySource.Kind.GAUGE, EnergySource.Kind.MEAN);
      case Reading.Modelled modelled -> Set.of(EnergySource.Kind.MODEL);
      case Reading.Failed failed -> Set.of();
    };
  }

  @Test
  void nothingIsThrownBeforeTheFirstProbeNorByClosing() throws IOException {
    lay(machine);
    Sensor sensor = sensor(machine, System::nanoTime);
    assertThat(sensor.name()).isNotEmpty();
    assertThatCode(sensor::read).doesNotThrowAnyException();
    assertThatCode(sensor::cadence).doesNotThrowAnyException();
    assertThatCode(sensor::close).doesNotThrowAnyException();
    assertThatCode(sensor::close).doesNotThrowAnyException();
  }

  @Test
  void emptyMachineIsNoError() {
    Sensor sensor = sensor(machine.resolve("nothing-here"), System::nanoTime);
    assertThatCode(sensor::probe).doesNotThrowAnyException();
    assertThatCode(sensor::read).doesNotThrowAnyException();
    sensor.close();
  }

  @Test
  void garbageInAnyFileThrowsNothing() throws IOException {
    lay(machine);
    for (Path file : files()) {
      byte[] healthy = Files.readAllBytes(file);
      for (byte[] garbage : GARBAGE) {
        Files.write(file, garbage);
        staysUpright(file + " holds " + garbage.length + " bytes of garbage");
      }
      Files.write(file, healthy);
    }
  }

  @Test
  void fileThatIsGoneThrowsNothing() throws IOException {
    lay(machine);
    for (Path file : files()) {
      byte[] healthy = Files.readAllBytes(file);
      Files.delete(file);
      staysUpright(file + " is gone");
      Files.write(file, healthy);
    }
  }

  @Test
  void fileThatCannotBeReadThrowsNothing() throws IOException {
    lay(machine);
    for (Path file : files()) {
      byte[] healthy = Files.readAllBytes(file);
      Files.delete(file);
      Files.createDirectory(file);
      staysUpright(file + " is a folder");
      Files.delete(file);
      Files.write(file, healthy);
    }
  }

  @Test
  void machineThatFallsApartWhileItIsReadThrowsNothing() throws IOException {
    Sensor sensor = onAHealthyMachine();
    sensor.probe();
    for (Path file : files()) {
      Files.delete(file);
      assertThatCode(sensor::read).as("without " + file).doesNotThrowAnyException();
    }
    assertThatCode(sensor::isOutdated).doesNotThrowAnyException();
    assertThatCode(sensor::probe).doesNotThrowAnyException();
    sensor.close();
  }

  /** Neither probing nor reading throws, and what is read is of devices that were found. */
  private void staysUpright(String when) {
    Sensor sensor = sensor(machine, System::nanoTime);
    try {
      Set<String> found = new HashSet<>(names(sensor.probe()));
      for (Reading reading : sensor.read()) {
        assertThat(found).as(when).contains(reading.device());
      }
    } catch (RuntimeException | LinkageError e) {
      throw new AssertionError(when + ": " + e, e);
    } finally {
      sensor.close();
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> paths = Files.walk(machine)) {
      return paths.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)).toList();
    }
  }

  @Test
  void fileThatNeverAnswersHoldsUpNobodyElse() throws IOException, InterruptedException {
    lay(machine);
    List<Path> files = new ArrayList<>(files());
    if (files.isEmpty()) {
      return;
    }
    for (Path file : files) {
      Files.delete(file);
      assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor()).isZero();
    }
    Sensor hanging = sensor(machine, System::nanoTime);
    Sensor well = new Healthy();
    try (SensorFeed feed =
        SensorThreads.start(List.of(hanging, well), System::nanoTime, TICK, new Random(1))) {
      feed.looked();
      assertThat(feed.take(Set.of(hanging.name(), well.name()), System.nanoTime()))
          .filteredOn(said -> said.sensor().equals(well.name()))
          .flatExtracting(SensorFeed.Said::readings)
          .hasSize(1);
    }
  }

  /** A sensor with which nothing is wrong. */
  private static final class Healthy implements Sensor {
    private static final Device DEVICE =
        new Device(
            "healthy",
            Component.OTHER,
            "model",
            "test",
            "a number",
            new Device.Role.Part(),
            new EnergySource(EnergySource.Kind.COUNTER, OptionalLong.empty(), 1_000, 0, 1_000),
            Quality.COUNTED,
            1,
            "test",
            new Device.Split.Nobody(),
            Optional.empty());

    @Override
    public String name() {
      return "healthy sensor of the contract";
    }

    @Override
    public Probe probe() {
      return new Probe(List.of(DEVICE), List.of(), List.of());
    }

    @Override
    public List<Reading> read() {
      return List.of(new Reading.Counted("healthy", System.nanoTime(), 1, Gauges.NONE));
    }
  }
}
