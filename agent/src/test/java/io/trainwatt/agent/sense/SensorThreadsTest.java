package io.trainwatt.agent.sense;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.counter.EnergySource;
import io.trainwatt.agent.sensor.Cadence;
import io.trainwatt.agent.sensor.Device;
import io.trainwatt.agent.sensor.Inventory;
import io.trainwatt.agent.sensor.Probe;
import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.agent.sensor.Sensor;
import io.trainwatt.agent.sensor.SensorFeed;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Component;
import io.trainwatt.events.sample.Gauges;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** On a clock that the test moves where time decides, and on threads as they are. */
final class SensorThreadsTest {
  private static final Duration TICK = Duration.ofSeconds(40);
  private static final long SECOND = 1_000_000_000L;

  private final AtomicLong offset = new AtomicLong();
  private final List<SensorThreads> opened = new ArrayList<>();

  /** A sensor whose every answer waits for a permit. */
  private static final class Gated implements Sensor {
    final String name;
    final Semaphore mayProbe = new Semaphore(1_000);
    final Semaphore mayRead = new Semaphore(1_000);
    final CountDownLatch closed = new CountDownLatch(1);
    final AtomicLong reads = new AtomicLong();
    final AtomicLong probes = new AtomicLong();
    volatile Cadence cadence = Cadence.AT_TICK;
    volatile List<Device> devices;
    volatile boolean outdated;

    Gated(String name) {
      this.name = name;
      this.devices = List.of(device(name + "-0"));
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Probe probe() {
      mayProbe.acquireUninterruptibly();
      probes.incrementAndGet();
      return new Probe(devices, List.of(), List.of());
    }

    @Override
    public List<Reading> read() {
      mayRead.acquireUninterruptibly();
      long count = reads.incrementAndGet();
      return List.of(new Reading.Counted(name + "-0", count, count, Gauges.NONE));
    }

    @Override
    public Cadence cadence() {
      return cadence;
    }

    @Override
    public boolean isOutdated() {
      return outdated;
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }

  private static Device device(String name) {
    return new Device(
        name,
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
  }

  private long now() {
    return System.nanoTime() + offset.get();
  }

  private SensorThreads start(Duration tick, Sensor... sensors) {
    SensorThreads threads = SensorThreads.start(List.of(sensors), this::now, tick, new Random(7));
    opened.add(threads);
    return threads;
  }

  @AfterEach
  void closeAll() {
    opened.forEach(SensorThreads::close);
  }

  private static List<Long> values(List<SensorFeed.Said> said, String sensor) {
    return said.stream()
        .filter(one -> one.sensor().equals(sensor))
        .flatMap(one -> one.readings().stream())
        .map(Reading::monotonicNanos)
        .toList();
  }

  private static void until(BooleanSupplier done) {
    while (!done.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  private static boolean hasThread(String sensor) {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("sensor-" + sensor));
  }

  @Test
  void everySensorIsReadOnceATick() {
    SensorThreads threads = start(TICK, new Gated("one"), new Gated("two"));
    assertThat(threads.looked()).extracting(Inventory.Looked::sensor).containsExactly("one", "two");
    for (long tick = 1; tick <= 3; tick++) {
      List<SensorFeed.Said> said = threads.take(Set.of("one", "two"), now());
      assertThat(values(said, "one")).containsExactly(tick);
      assertThat(values(said, "two")).containsExactly(tick);
    }
    assertThat(threads.count().balances()).isTrue();
    assertThat(threads.count().out()).isEqualTo(6);
  }

  @Test
  void sensorThatHangsDelaysNobodyAndIsLostAndFoundAndItsReadingComesLate() {
    Gated hanging = new Gated("hanging");
    hanging.mayRead.drainPermits();
    SensorThreads threads = start(Duration.ofMillis(40), hanging, new Gated("well"));
    Set<String> both = Set.of("hanging", "well");
    List<SensorFeed.Said> first = threads.take(both, now());
    assertThat(values(first, "hanging")).isEmpty();
    until(() -> !values(threads.take(both, now()), "well").isEmpty());
    assertThat(threads.notices()).isEmpty();
    offset.addAndGet(4 * SECOND);
    threads.take(both, now());
    assertThat(threads.notices())
        .singleElement()
        .satisfies(
            notice -> {
              assertThat(notice.kind()).isEqualTo("sensorLost");
              assertThat(notice.sensor()).isEqualTo("hanging");
              assertThat(notice.durationMillis()).isBetween(4_000L, 60_000L);
              assertThat(notice.detail()).contains("while reading");
            });
    threads.take(both, now());
    assertThat(threads.notices()).isEmpty();
    hanging.mayRead.release(1_000);
    List<Long> late = new ArrayList<>();
    List<SensorFeed.Notice> notices = new ArrayList<>();
    until(
        () -> {
          late.addAll(values(threads.take(both, now()), "hanging"));
          notices.addAll(threads.notices());
          return !late.isEmpty() && !notices.isEmpty();
        });
    assertThat(late.getFirst()).isEqualTo(1);
    assertThat(notices).extracting(SensorFeed.Notice::kind).containsExactly("sensorFound");
  }

  @Test
  void sensorThatLooksForEverIsFoundWhenItAnswers() {
    Gated slow = new Gated("slow");
    slow.mayProbe.drainPermits();
    SensorThreads threads = start(TICK, slow, new Gated("well"));
    assertThat(threads.looked()).extracting(Inventory.Looked::sensor).containsExactly("well");
    assertThat(threads.isGathering()).isTrue();
    offset.addAndGet(3 * SECOND);
    assertThat(threads.isGathering()).isFalse();
    slow.mayProbe.release(1_000);
    until(() -> threads.looked().size() == 2);
    assertThat(threads.looked())
        .extracting(Inventory.Looked::sensor)
        .containsExactly("slow", "well");
  }

  @Test
  void sensorWithoutDevicesOrThatNobodyNeedsHasNoThread() {
    Gated empty = new Gated("empty");
    empty.devices = List.of();
    Gated unneeded = new Gated("unneeded");
    SensorThreads threads = start(TICK, empty, unneeded, new Gated("needed"));
    threads.take(Set.of("needed"), now());
    until(() -> !hasThread("empty") && !hasThread("unneeded"));
    assertThat(hasThread("needed")).isTrue();
    assertThat(unneeded.reads).hasValue(0);
  }

  @Test
  void sensorIsProbedAgainAfterAMinuteAndWhatAppearedIsThere() {
    Gated empty = new Gated("empty");
    empty.devices = List.of();
    SensorThreads threads = start(TICK, empty);
    List<Inventory.Looked> before = threads.looked();
    empty.devices = List.of(device("empty-0"));
    threads.take(Set.of(), now());
    assertThat(threads.looked()).isSameAs(before);
    offset.addAndGet(61 * SECOND);
    threads.take(Set.of(), now());
    until(() -> !threads.looked().equals(before));
    assertThat(threads.looked().getFirst().probe().devices()).hasSize(1);
    assertThat(values(threads.take(Set.of("empty"), now()), "empty")).hasSize(1);
  }

  @Test
  void sensorThatSaysItIsOutdatedIsProbedAgain() {
    Gated sensor = new Gated("changing");
    SensorThreads threads = start(TICK, sensor);
    offset.addAndGet(11 * SECOND);
    sensor.outdated = true;
    threads.take(Set.of("changing"), now());
    until(() -> sensor.probes.get() == 2);
  }

  @Test
  void sensorWithAPaceOfItsOwnIsReadBetweenTicks() {
    Gated gauge = new Gated("gauge");
    gauge.cadence = Cadence.every(Duration.ofMillis(10));
    SensorThreads threads = start(TICK, gauge);
    List<Long> all = new ArrayList<>(values(threads.take(Set.of("gauge"), now()), "gauge"));
    until(() -> gauge.reads.get() >= 5);
    all.addAll(values(threads.take(Set.of("gauge"), now()), "gauge"));
    assertThat(all).hasSizeGreaterThanOrEqualTo(4).isSorted().doesNotHaveDuplicates();
    assertThat(all.getFirst()).isEqualTo(1);
  }

  @Test
  void closingClosesEverySensorOnce() throws InterruptedException {
    Gated busy = new Gated("busy");
    Gated empty = new Gated("idle");
    empty.devices = List.of();
    SensorThreads threads = start(TICK, busy, empty);
    threads.take(Set.of("busy"), now());
    threads.close();
    busy.closed.await();
    empty.closed.await();
    until(() -> !hasThread("busy"));
  }
}
