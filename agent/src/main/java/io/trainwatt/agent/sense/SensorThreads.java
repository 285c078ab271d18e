package io.trainwatt.agent.sense;

import io.trainwatt.agent.sensor.Inventory;
import io.trainwatt.agent.sensor.MonotonicClock;
import io.trainwatt.agent.sensor.Sensor;
import io.trainwatt.agent.sensor.SensorFeed;
import io.trainwatt.events.sample.StageCount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/**
 * Every sensor on a thread of its own, so that none delays another or the tick. Sensors without
 * devices have no thread between two looks at the machine.
 *
 * <p>A tick asks those that are read at a tick together and waits a quarter of a tick for them at
 * most; what comes late is in the next one. Sensors with a pace of their own are drained.
 */
public final class SensorThreads implements SensorFeed {
  private static final Duration REPROBE = Duration.ofMinutes(1);
  private static final Duration FIRST_LOOK = Duration.ofMillis(250);
  private static final Duration GATHERING = Duration.ofSeconds(2);
  private static final Duration CLOSING = Duration.ofMillis(500);
  private static final long WAITING_SHARE = 4;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition answered = lock.newCondition();
  private final List<Lane> lanes = new ArrayList<>();
  private final List<Notice> notices = new ArrayList<>();
  private final MonotonicClock clock;
  private final long waitNanos;
  private final long gatheringUntil;
  private List<Inventory.Looked> looked = List.of();
  private long lookedVersion;

  private SensorThreads(
      List<Sensor> sensors, MonotonicClock clock, Duration tick, RandomGenerator random) {
    this.clock = clock;
    this.waitNanos = tick.toNanos() / WAITING_SHARE;
    this.gatheringUntil = clock.nanos() + GATHERING.toNanos();
    for (Sensor sensor : sensors) {
      lanes.add(new Lane(sensor, lock, answered, clock, random));
    }
  }

  /**
   * Has all sensors look at the machine, and waits for them a moment. Those that take longer are
   * found when they answer.
   *
   * @param tick how often {@link #take} will be called
   */
  public static SensorThreads start(
      List<Sensor> sensors, MonotonicClock clock, Duration tick, RandomGenerator random) {
    SensorThreads threads = new SensorThreads(sensors, clock, tick, random);
    threads.lookFirst();
    return threads;
  }

  private void lookFirst() {
    lock.lock();
    try {
      lanes.forEach(Lane::askToProbe);
      long until = clock.nanos() + FIRST_LOOK.toNanos();
      boolean unprobed = lanes.stream().anyMatch(Lane::isUnprobed);
      while (unprobed && await(until - clock.nanos())) {
        unprobed = lanes.stream().anyMatch(Lane::isUnprobed);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits for an answer; false when the time is over. */
  @SuppressWarnings("WaitNotInLoop") // its callers loop
  private boolean await(long nanos) {
    try {
      return nanos > 0 && answered.awaitNanos(nanos) > 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public List<Inventory.Looked> looked() {
    lock.lock();
    try {
      long version = 0;
      for (Lane lane : lanes) {
        version += lane.version();
      }
      if (version != lookedVersion) {
        lookedVersion = version;
        List<Inventory.Looked> now = new ArrayList<>(lanes.size());
        for (Lane lane : lanes) {
          lane.probe().ifPresent(probe -> now.add(new Inventory.Looked(lane.name(), probe)));
        }
        looked = List.copyOf(now);
      }
      return looked;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<Said> take(Set<String> needed, long nowNanos) {
    lock.lock();
    try {
      for (Lane lane : lanes) {
        lane.askToRead(needed.contains(lane.name()));
      }
      long until = clock.nanos() + waitNanos;
      while (isAnyAwaited() && await(until - clock.nanos())) {
        // Another lane answered.
      }
      List<Said> said = new ArrayList<>(lanes.size());
      for (Lane lane : lanes) {
        said.add(new Said(lane.name(), lane.handOver().drain()));
      }
      lookAfter();
      return said;
    } finally {
      lock.unlock();
    }
  }

  private boolean isAnyAwaited() {
    for (Lane lane : lanes) {
      if (lane.isAwaited()) {
        return true;
      }
    }
    return false;
  }

  /** One look a tick falls due at most, so that they never come all at once. */
  private void lookAfter() {
    long now = clock.nanos();
    boolean asked = false;
    for (Lane lane : lanes) {
      lane.returned().ifPresent(notices::add);
      lane.overdue(now).ifPresent(notices::add);
      if (!asked && lane.isDueForProbe(now, REPROBE.toNanos())) {
        lane.askToProbe();
        asked = true;
      }
    }
  }

  @Override
  public List<Notice> notices() {
    lock.lock();
    try {
      List<Notice> told = List.copyOf(notices);
      notices.clear();
      return told;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean isGathering() {
    lock.lock();
    try {
      return clock.nanos() < gatheringUntil && lanes.stream().anyMatch(Lane::isUnprobed);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public StageCount count() {
    lock.lock();
    try {
      long in = 0;
      long out = 0;
      long held = 0;
      long thinned = 0;
      for (Lane lane : lanes) {
        in += lane.handOver().in();
        out += lane.handOver().out();
        held += lane.handOver().held();
        thinned += lane.handOver().thinned();
      }
      Map<String, Long> dropped = thinned == 0 ? Map.of() : Map.of("thinned", thinned);
      return new StageCount("read", in, out, held, dropped);
    } finally {
      lock.unlock();
    }
  }

  /** Lets go of the sensors; one that hangs is left to the end of the process. */
  @Override
  public void close() {
    lock.lock();
    try {
      lanes.forEach(Lane::close);
      long until = clock.nanos() + CLOSING.toNanos();
      boolean running = true;
      while (running) {
        running = lanes.stream().anyMatch(Lane::isRunning) && await(until - clock.nanos());
      }
    } finally {
      lock.unlock();
    }
  }
}
