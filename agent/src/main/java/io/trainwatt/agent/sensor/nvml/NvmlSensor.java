package io.trainwatt.agent.sensor.nvml;

import io.trainwatt.agent.sensor.Cadence;
import io.trainwatt.agent.sensor.MonotonicClock;
import io.trainwatt.agent.sensor.Probe;
import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.agent.sensor.Sensor;
import io.trainwatt.events.node.Finding;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * NVIDIA GPUs through NVML: energy counters where there are any, once a tick; else power, at the
 * gauges' own pace. A counter that breaks is replaced by power, and the probe says so.
 */
public final class NvmlSensor implements Sensor {
  /** What is not read with each gauge is read about once a second. */
  private static final long SLOW_NANOS = 900_000_000L;

  private final NvmlConfig config;
  private final MonotonicClock clock;

  /** Why a board's counter is not trusted, by its identity. */
  private final Map<String, String> distrusted = new HashMap<>();

  private Optional<Session> session = Optional.empty();
  private Optional<MemorySegment> list = Optional.empty();
  private List<BoardReader> readers = List.of();
  private boolean sessionIsOver;
  private boolean outdated;
  private boolean readBefore;
  private long slowNanos;

  /** Nothing is loaded before the probe. */
  public NvmlSensor(NvmlConfig config, MonotonicClock clock) {
    this.config = config;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "nvml";
  }

  @Override
  public Probe probe() {
    outdated = false;
    readBefore = false;
    // Not in close(): another thread may close while a call that uses them has not returned.
    readers.forEach(BoardReader::letGo);
    readers = List.of();
    if (config.library().isEmpty()) {
      return Probe.NOTHING;
    }
    String library = config.library().get();
    try {
      Session open = session(library);
      BoardScan scan = new BoardScan(open, lists(open), config, clock, distrusted);
      Probe probe = scan.look();
      readers = scan.readers();
      return probe;
    } catch (NvmlUnavailable e) {
      return unavailable(library, e);
    }
  }

  private Session session(String library) throws NvmlUnavailable {
    if (sessionIsOver) {
      close();
    }
    if (session.isEmpty()) {
      // Opened anew, a counter may be sound again.
      distrusted.clear();
      session = Optional.of(Session.open(library));
    }
    return session.get();
  }

  private MemorySegment lists(Session open) {
    if (list.isEmpty()) {
      list = Optional.of(open.allocate(Holders.LIST_BYTES));
    }
    return list.get();
  }

  private Probe unavailable(String library, NvmlUnavailable why) {
    boolean expected =
        !why.isAbsent()
            || !library.equals(NvmlConfig.DEFAULT_LIBRARY)
            || NvidiaHardware.isThere(config.sysfsRoot());
    return expected
        ? new Probe(
            List.of(),
            List.of(),
            List.of(
                new Finding(
                    "nvml", "no NVIDIA GPU is measured: " + why.getMessage(), why.remedy())))
        : new Probe(
            List.of(),
            List.of(
                new Probe.Unused("NVIDIA GPUs", library, "no GPU and no driver of theirs here")),
            List.of());
  }

  @Override
  public List<Reading> read() {
    long now = clock.nanos();
    boolean gauges = readers.stream().anyMatch(reader -> !reader.counts());
    boolean slow = !readBefore || !gauges || now - slowNanos >= SLOW_NANOS;
    if (slow) {
      slowNanos = now;
      readBefore = true;
    }
    List<Reading> readings = new ArrayList<>(2 * readers.size());
    for (BoardReader reader : readers) {
      if (slow) {
        reader.look();
      }
      if (!reader.counts()) {
        reader.board().gauge().ifPresent(gauge -> reader.readPower(gauge, readings));
      } else if (slow) {
        reader.readCounter(readings);
      }
      note(reader);
    }
    return readings;
  }

  private void note(BoardReader reader) {
    reader
        .broken()
        .ifPresent(
            why -> {
              distrusted.put(reader.board().identity(), why);
              outdated = true;
            });
    if (reader.sessionIsOver()) {
      sessionIsOver = true;
      outdated = true;
    }
  }

  @Override
  public Cadence cadence() {
    return readers.stream().allMatch(BoardReader::counts)
        ? Cadence.AT_TICK
        : Cadence.every(config.gaugeInterval());
  }

  @Override
  public boolean isOutdated() {
    return outdated;
  }

  @Override
  public void close() {
    readers = List.of();
    list = Optional.empty();
    sessionIsOver = false;
    session.ifPresent(Session::close);
    session = Optional.empty();
  }
}
