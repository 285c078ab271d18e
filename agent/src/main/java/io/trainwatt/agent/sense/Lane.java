package io.trainwatt.agent.sense;

import io.trainwatt.agent.sensor.Cadence;
import io.trainwatt.agent.sensor.Inventory;
import io.trainwatt.agent.sensor.MonotonicClock;
import io.trainwatt.agent.sensor.Probe;
import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.agent.sensor.Sensor;
import io.trainwatt.agent.sensor.SensorFeed;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One sensor and the thread it runs on. What is asked of it and what it answered is guarded by the
 * lock that all lanes share; the sensor itself is called without it.
 */
final class Lane implements Runnable {
  /** Native libraries need more than the smallest. */
  private static final long STACK_BYTES = 256 << 10;

  private static final int MOST_ROUNDS = 2_048;

  /** After so many rounds in which every reading failed the machine is looked at again. */
  private static final int FAILED_ROUNDS = 3;

  private static final long PATIENCE_NANOS = Duration.ofSeconds(3).toNanos();
  private static final long PROBE_PATIENCE_NANOS = Duration.ofSeconds(10).toNanos();
  private static final long PROBE_PAUSE_NANOS = Duration.ofSeconds(10).toNanos();
  private static final double JITTER = 0.2;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Sensor sensor;
  private final Lock lock;
  private final Condition asked;
  private final Condition answered;
  private final MonotonicClock clock;
  private final RandomGenerator random;
  private final HandOver handOver = new HandOver(MOST_ROUNDS);
  private @Nullable Thread thread;
  private Optional<Probe> probe = Optional.empty();
  private Cadence cadence = Cadence.AT_TICK;
  private boolean wantsProbe = true;
  private boolean wantsRead;
  private boolean needed;
  private boolean closed;
  private boolean busy;
  private String doing = "";
  private long busySince;
  private long nextDue;
  private long probedAt;
  private int failedRounds;
  private boolean lost;
  private boolean awaited;
  private int version;

  /** It answers again after it was lost; told once. */
  private Optional<SensorFeed.Notice> found = Optional.empty();

  Lane(Sensor sensor, Lock lock, Condition answered, MonotonicClock clock, RandomGenerator random) {
    this.sensor = sensor;
    this.lock = lock;
    this.asked = lock.newCondition();
    this.answered = answered;
    this.clock = clock;
    this.random = random;
  }

  String name() {
    return sensor.name();
  }

  /** What the sensor found last; absent until it first answered. */
  Optional<Probe> probe() {
    return probe;
  }

  HandOver handOver() {
    return handOver;
  }

  /** Asks it to look at the machine, unless it is about to. */
  void askToProbe() {
    wantsProbe = true;
    wake();
  }

  /** Asks for a reading if that is due at each tick, and says whether its devices are wanted. */
  void askToRead(boolean isNeeded) {
    needed = isNeeded;
    awaited = false;
    if (needed && hasDevices() && !busy) {
      awaited = cadence.interval().isEmpty();
      wantsRead |= awaited;
      wake();
    }
  }

  private void wake() {
    if (thread == null) {
      thread =
          Thread.ofPlatform()
              .name("sensor-" + sensor.name())
              .daemon()
              .stackSize(STACK_BYTES)
              .unstarted(this);
      thread.start();
    } else {
      asked.signal();
    }
  }

  /** Whether this tick's reading is still to come; one that an earlier tick asked for is not. */
  boolean isAwaited() {
    return awaited;
  }

  /** Grows whenever the sensor found something else than before. */
  int version() {
    return version;
  }

  boolean isUnprobed() {
    return probe.isEmpty();
  }

  /** Whether the last look is so long ago. */
  boolean isDueForProbe(long nowNanos, long everyNanos) {
    return !busy && !wantsProbe && nowNanos - probedAt >= everyNanos;
  }

  private boolean hasDevices() {
    return probe.isPresent() && !probe.get().devices().isEmpty();
  }

  /** Tells once when it stops answering, and when it answers again. */
  Optional<SensorFeed.Notice> overdue(long nowNanos) {
    long silent = busy ? nowNanos - busySince : 0;
    if (!lost && silent > patience()) {
      lost = true;
      String since = "has not answered for %.1f s".formatted(silent / NANOS_PER_SECOND);
      return Optional.of(
          notice("sensorLost", silent, "sensor %s %s while %s".formatted(name(), since, doing)));
    }
    return Optional.empty();
  }

  private long patience() {
    long own = cadence.interval().map(Duration::toNanos).orElse(0L);
    return doing.equals("probing") ? PROBE_PATIENCE_NANOS : Math.max(PATIENCE_NANOS, 2 * own);
  }

  private SensorFeed.Notice notice(String kind, long nanos, String detail) {
    return new SensorFeed.Notice(name(), kind, nanos / NANOS_PER_MILLI, detail);
  }

  /** Tells once that it answers again. */
  Optional<SensorFeed.Notice> returned() {
    Optional<SensorFeed.Notice> told = found;
    found = Optional.empty();
    return told;
  }

  @Override
  public void run() {
    lock.lock();
    try {
      while (awaitWork()) {
        boolean probing = wantsProbe;
        begin(probing ? "probing" : "reading");
        if (probing) {
          look();
        } else {
          read();
        }
        end();
      }
    } finally {
      thread = null;
      answered.signalAll();
      lock.unlock();
    }
  }

  private void begin(String what) {
    busy = true;
    busySince = clock.nanos();
    doing = what;
  }

  private void end() {
    long took = clock.nanos() - busySince;
    busy = false;
    if (lost) {
      lost = false;
      found = Optional.of(notice("sensorFound", took, "sensor %s answers again".formatted(name())));
    }
    answered.signalAll();
  }

  /** Waits for something to do; false when there is nothing to do any more. */
  private boolean awaitWork() {
    while (!closed && !wantsProbe && !wantsRead) {
      if (!hasDevices() || !needed) {
        return false;
      }
      if (cadence.interval().isEmpty()) {
        asked.awaitUninterruptibly();
      } else if (pause(nextDue - clock.nanos())) {
        wantsRead = true;
      }
    }
    if (closed) {
      letGo();
    }
    return !closed;
  }

  /** Waits; whether the time is over. */
  @SuppressWarnings("WaitNotInLoop") // its callers loop
  private boolean pause(long nanos) {
    try {
      return nanos <= 0 || asked.awaitNanos(nanos) <= 0;
    } catch (InterruptedException e) {
      // Nobody of ours interrupts a lane; a library that does must not end the measuring.
      return false;
    }
  }

  private void look() {
    Probe seen;
    Cadence pace;
    lock.unlock();
    try {
      seen = Inventory.probe(sensor);
      pace = cadenceOf(sensor);
    } finally {
      lock.lock();
    }
    wantsProbe = false;
    failedRounds = 0;
    probedAt = clock.nanos();
    nextDue = probedAt;
    cadence = pace;
    if (!probe.equals(Optional.of(seen))) {
      probe = Optional.of(seen);
      version++;
    }
  }

  private static Cadence cadenceOf(Sensor sensor) {
    try {
      return sensor.cadence();
    } catch (RuntimeException | LinkageError e) {
      return Cadence.AT_TICK;
    }
  }

  private void read() {
    List<Reading> round;
    boolean outdated;
    long started = clock.nanos();
    Probe looked = probe.orElse(Probe.NOTHING);
    lock.unlock();
    try {
      round = Inventory.read(sensor, looked.devices(), started);
      outdated = isOutdated(sensor);
    } finally {
      lock.lock();
    }
    wantsRead = false;
    awaited = false;
    handOver.put(round);
    long now = clock.nanos();
    cadence.interval().ifPresent(interval -> nextDue = Math.max(now, due(interval)));
    failedRounds = allFailed(round) ? failedRounds + 1 : 0;
    boolean mayProbe = now - probedAt >= PROBE_PAUSE_NANOS;
    if (mayProbe && (outdated || failedRounds >= FAILED_ROUNDS)) {
      wantsProbe = true;
    }
  }

  private long due(Duration interval) {
    double varied = 1 + JITTER * (2 * random.nextDouble() - 1);
    return nextDue + (long) (interval.toNanos() * varied);
  }

  private static boolean isOutdated(Sensor sensor) {
    try {
      return sensor.isOutdated();
    } catch (RuntimeException | LinkageError e) {
      return true;
    }
  }

  private static boolean allFailed(List<Reading> round) {
    for (Reading reading : round) {
      if (!(reading instanceof Reading.Failed)) {
        return false;
      }
    }
    return !round.isEmpty();
  }

  /** Ends it; the sensor is closed by its own thread, or here if it has none. */
  void close() {
    if (!closed) {
      closed = true;
      if (thread == null) {
        letGo();
      } else {
        asked.signalAll();
      }
    }
  }

  boolean isRunning() {
    return thread != null;
  }

  private void letGo() {
    try {
      sensor.close();
    } catch (RuntimeException | LinkageError e) {
      System.getLogger(Lane.class.getName())
          .log(
              System.Logger.Level.WARNING, "sensor {0} failed while it was closed: {1}", name(), e);
    }
  }
}
