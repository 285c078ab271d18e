package io.trainwatt.agent;

import io.trainwatt.agent.attribution.MeterConfig;
import io.trainwatt.agent.attribution.NodeMeter;
import io.trainwatt.agent.attribution.ProcFolder;
import io.trainwatt.agent.discovery.Discovery;
import io.trainwatt.agent.discovery.DiscoveryConfig;
import io.trainwatt.agent.progress.ProgressBook;
import io.trainwatt.agent.publish.Spool;
import io.trainwatt.agent.publish.SpoolConfig;
import io.trainwatt.agent.publish.Table;
import io.trainwatt.agent.publish.kafka.KafkaConfig;
import io.trainwatt.agent.publish.kafka.KafkaSender;
import io.trainwatt.agent.run.RootProcess;
import io.trainwatt.agent.run.RunBook;
import io.trainwatt.agent.sense.SensorConfig;
import io.trainwatt.agent.sense.SensorRoster;
import io.trainwatt.agent.settings.ConfigError;
import io.trainwatt.agent.settings.Settings;
import io.trainwatt.events.sample.Counter;
import io.trainwatt.events.sample.DeviceSample;
import io.trainwatt.events.sample.Sample;
import io.trainwatt.events.sample.User;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;

/**
 * The agent's tick on a clock that a test turns: real ticker, meter, sensors and spool, put
 * together as the agent does. A second of its time takes about a millisecond; so does its disk's
 * syncing, by the same measure.
 */
final class OutageNode implements AutoCloseable {

  private static final String NODE = "test/outage";
  private static final String BOOT = "boot-1";
  private static final long BOOTED_WALL_MICROS = 1_790_000_000_000_000L;
  private static final long FIRST_MILLIS = 100_000;

  private final Turned clock = new Turned();
  private final PowercapTree powercap;
  private final ProcFolder proc;
  private final Path procRoot;
  private final Path sysfs;
  private final SpoolConfig config;
  private final Map<String, Long> pids = new HashMap<>();
  private Spool spool;
  private Wired wired;
  private boolean began;

  OutageNode(Path directory, long maxBytes) throws IOException {
    sysfs = directory.resolve("sys");
    procRoot = directory.resolve("proc");
    powercap = new PowercapTree(sysfs);
    proc = new ProcFolder(procRoot);
    config = new SpoolConfig(directory.resolve("spool"), maxBytes, Duration.ofMillis(10));
    clock.millis = FIRST_MILLIS;
    powercap.show(clock.millis);
    spool = Spool.open(config, System::nanoTime);
    wired = start();
  }

  private record Wired(Registrar registrar, Ticker ticker) {}

  private Wired start() {
    Identity identity = Identity.of(spool, new Random(1), clock.wallMicros());
    RunBook runs = new RunBook(NODE);
    ProgressBook progress = new ProgressBook();
    spool.rows(Table.RUNS).forEach((run, row) -> runs.restore(row));
    ProcFiles files = new ProcFiles(procRoot);
    NodeMeter meter =
        new NodeMeter(
            new MeterConfig(procRoot),
            SensorRoster.of(SensorConfig.of(sysfs, procRoot), () -> clock.millis * 1_000_000),
            BOOT,
            spool.row(Table.CHECKPOINT, "meter"));
    Registrar registrar =
        new Registrar(meter, runs, progress, files, nobody(), BOOT, clock, new Random(2));
    NodeReport report =
        new NodeReport(
            new NodeConfig(
                "test", "outage", Optional.empty(), OptionalInt.empty(), Optional.empty()),
            identity.instance(),
            "test",
            files.hardware());
    return new Wired(
        registrar,
        new Ticker(
            NODE,
            BOOT,
            identity,
            meter,
            registrar,
            runs,
            progress,
            report,
            spool,
            run -> true,
            List::of,
            List::of));
  }

  /** Runs are registered here, never found. */
  private Discovery nobody() {
    try {
      return new Discovery(
          DiscoveryConfig.read(
              new Settings(Optional.empty(), Map.of("TRAINWATT_DISCOVERY_ENABLED", "false"))),
          procRoot,
          "test",
          "outage",
          procRoot.resolve("agent.sock"));
    } catch (ConfigError e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first tick, which only reads. */
  void begin() throws IOException {
    tick();
    began = true;
  }

  /** A second passes and is measured. */
  void tick() throws IOException {
    if (began) {
      clock.millis += 1_000;
      powercap.show(clock.millis);
    }
    pids.forEach(
        (run, pid) ->
            proc.put(
                ProcFolder.StatLine.of(pid, 1).used((clock.millis - FIRST_MILLIS) / 10 * pid, 0)));
    wired.ticker().tick(clock.millis * 1_000_000, clock.wallMicros());
  }

  /** Nothing but the store outlives this; the hardware counts on. */
  void dieAndStartAfter(int seconds) throws IOException {
    spool.close();
    clock.millis += seconds * 1_000L;
    powercap.show(clock.millis);
    spool = Spool.open(config, System::nanoTime);
    wired = start();
  }

  void register(String run) throws Exception {
    long pid = pids.size() + 2L;
    pids.put(run, pid);
    proc.put(ProcFolder.StatLine.of(pid, 1));
    wired
        .registrar()
        .register(
            new RunBook.Start(
                run, run, Map.of(), "", "test", List.of("x"), 1, new RootProcess(pid, pid, BOOT)),
            Optional.empty());
  }

  void end(String run) throws Exception {
    wired.registrar().end(run, OptionalInt.of(0), Optional.empty());
  }

  Spool spool() {
    return spool;
  }

  /** Sends what waits while something else goes on. */
  void send(String bootstrapServers, Runnable meanwhile) {
    try (KafkaSender _ =
        KafkaSender.start(new KafkaConfig(bootstrapServers, Map.of()), spool, System::nanoTime)) {
      meanwhile.run();
    }
  }

  boolean isSent() {
    return !spool.hasOpen();
  }

  Sample committed() {
    return wired.ticker().committed().orElseThrow();
  }

  /** What the hardware counted since the first reading. */
  Map<String, Long> truth() {
    return powercap.used(FIRST_MILLIS, clock.millis);
  }

  /** What the newest sample on disk says. */
  Map<String, Long> committedByUser() {
    Map<String, Long> sums = new TreeMap<>();
    for (DeviceSample device : committed().devices()) {
      for (Counter counter : device.counters()) {
        if (counter.user() != User.Remainder.RETIRED && counter.energy().microjoules() > 0) {
          sums.merge(
              device.device() + " " + counter.user(), counter.energy().microjoules(), Long::sum);
        }
      }
    }
    return sums;
  }

  @Override
  public void close() {
    spool.close();
  }

  private static final class Turned extends Clock {
    private long millis;

    long wallMicros() {
      return BOOTED_WALL_MICROS + millis * 1_000;
    }

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(wallMicros() / 1_000);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
