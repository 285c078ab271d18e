package io.trainwatt.agent;

import io.trainwatt.agent.advice.AdviceDesk;
import io.trainwatt.agent.advice.OutcomeBook;
import io.trainwatt.agent.attribution.MeterConfig;
import io.trainwatt.agent.attribution.NodeMeter;
import io.trainwatt.agent.control.AgentSocket;
import io.trainwatt.agent.discovery.Discovery;
import io.trainwatt.agent.progress.ProgressBook;
import io.trainwatt.agent.progress.watch.FileWatch;
import io.trainwatt.agent.publish.Spool;
import io.trainwatt.agent.publish.Table;
import io.trainwatt.agent.publish.kafka.KafkaSender;
import io.trainwatt.agent.run.RunBook;
import io.trainwatt.agent.sense.SensorRoster;
import io.trainwatt.agent.sense.SensorThreads;
import io.trainwatt.agent.sensor.MonotonicClock;
import io.trainwatt.events.sample.StageCount;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The agent of one node, put together and run.
 *
 * <p>Threads: the one that calls {@link #run} measures, commits and answers what changes runs; each
 * sensor with devices has one of its own; {@code agent-socket} reads clients; {@code
 * progress-files} reads what trainings write; {@code kafka-sender} and the producer's own send what
 * is committed. Nothing that the network does holds up a tick.
 *
 * <p>It starts in this order: lock, store, meter, first tick, sender, socket; so nobody is answered
 * before the first record is safe. It ends in this order: socket, last tick and commit, a short
 * wait for acknowledgements, a commit of those, sender, store, lock. What is not acknowledged by
 * then is sent by the next start.
 */
final class Agent implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Agent.class.getName());
  private static final Duration FLUSH = Duration.ofSeconds(3);
  private static final Duration TIDY = Duration.ofMinutes(1);
  // No checkpoint, said where one is read: the epochs that begin then say why.
  private static final byte[] PUT_ASIDE =
      "the spool could not be read".getBytes(StandardCharsets.US_ASCII);

  private final AgentConfig config;
  private final MonotonicClock monotonic;
  private final Clock clock;
  private final NodeLock lock;
  private final Spool spool;
  private final Mailbox mailbox = new Mailbox();
  private final ProgressBook progress = new ProgressBook();
  private final SensorThreads sensors;
  private final OutcomeBook outcomes = new OutcomeBook();
  private final AdviceDesk advice;
  private final Registrar registrar;
  private final FileWatch files;
  private final Ticker ticker;
  private final TickLengths lengths = new TickLengths();
  private final RunBook runs;
  private final String boot;
  private final String instance;
  private final long startedWallMicros;
  private @Nullable KafkaSender sender;
  private @Nullable AgentSocket socket;
  private volatile boolean stopping;

  private Agent(AgentConfig config, NodeLock lock, Spool spool, Clock clock) throws IOException {
    this.config = config;
    this.monotonic = System::nanoTime;
    this.clock = clock;
    this.lock = lock;
    this.advice = new AdviceDesk(config.kafka(), clock);
    this.spool = spool;
    this.startedWallMicros = Micros.of(clock.instant());
    ProcFiles proc = new ProcFiles(config.procRoot());
    this.boot = proc.bootId();
    SecureRandom random = new SecureRandom();
    Identity identity = Identity.of(spool, random, startedWallMicros);
    this.instance = identity.instance().id();
    String node = config.node().id();
    this.runs = new RunBook(node);
    restore();
    this.sensors =
        SensorThreads.start(
            SensorRoster.of(config.sensors(), monotonic), monotonic, config.interval(), random);
    NodeMeter meter =
        new NodeMeter(
            new MeterConfig(
                config.procRoot(),
                config.sensors().choice(),
                config.view(),
                SensorRoster.findings(config.sensors(), monotonic)),
            sensors,
            boot,
            spool.wasUnreadable() ? Optional.of(PUT_ASIDE) : spool.row(Table.CHECKPOINT, "meter"));
    Discovery discovery =
        new Discovery(
            config.discovery(),
            config.procRoot(),
            config.node().cluster(),
            config.node().name(),
            config.socket());
    this.registrar = new Registrar(meter, runs, progress, proc, discovery, boot, clock, random);
    this.files = FileWatch.start(config.progress(), progress, monotonic::nanos, clock);
    NodeReport report =
        new NodeReport(config.node(), identity.instance(), Version.OF_THIS, proc.hardware());
    this.ticker =
        new Ticker(
            node,
            boot,
            identity,
            meter,
            registrar,
            runs,
            progress,
            report,
            spool,
            files::isOver,
            this::otherStages,
            outcomes::take);
  }

  private void restore() {
    spool.rows(Table.RUNS).forEach((run, row) -> restore(run, () -> runs.restore(row)));
    spool
        .rows(Table.PROGRESS)
        .forEach((run, state) -> restore(run, () -> progress.restore(run, state)));
  }

  private static void restore(String run, Runnable row) {
    try {
      row.run();
    } catch (IllegalArgumentException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "what is stored of run {0} cannot be read: {1}",
          run,
          e.getMessage());
    }
  }

  /**
   * Takes the node, makes the first tick, and listens and sends from then on.
   *
   * @throws AlreadyOwned if another agent has the node
   * @throws IOException if the store, the lock or the socket cannot be had
   */
  static Agent start(AgentConfig config, Clock clock) throws IOException, AlreadyOwned {
    NodeLock lock =
        NodeLock.take(config.node().id(), config.lockDirs(), ProcessHandle.current().pid());
    @Nullable Spool spool = null;
    try {
      spool = Spool.open(config.spool(), System::nanoTime);
      Agent agent = new Agent(config, lock, spool, clock);
      agent.begin();
      return agent;
    } catch (IOException | RuntimeException e) {
      if (spool != null) {
        spool.close();
      }
      lock.close();
      throw e;
    }
  }

  private void begin() throws IOException {
    tick();
    sender = KafkaSender.start(config.kafka(), spool, System::nanoTime);
    try {
      socket =
          AgentSocket.open(
              config.socket(),
              config.socketForEveryone(),
              new Requests(
                  config.node().id(),
                  mailbox,
                  registrar,
                  progress,
                  advice,
                  outcomes,
                  this::status,
                  monotonic,
                  clock));
    } catch (IOException e) {
      sender.close();
      throw e;
    }
    LOG.log(
        System.Logger.Level.INFO,
        "agent {0} of node {1} measures every {2} ms; socket {3}, spool {4}, Kafka {5}",
        Version.OF_THIS,
        config.node().id(),
        Long.toString(config.interval().toMillis()),
        config.socket(),
        config.spool().directory(),
        config.kafka().bootstrapServers());
  }

  private void tick() {
    ticker.tick(monotonic.nanos(), Micros.of(clock.instant()));
    files.look(registrar.processes());
  }

  private List<StageCount> otherStages() {
    List<StageCount> stages = new ArrayList<>();
    stages.add(sensors.count());
    stages.add(registrar.count());
    stages.add(files.count());
    KafkaSender sending = sender;
    if (sending != null) {
      stages.add(sending.count());
    }
    AgentSocket listening = socket;
    if (listening != null) {
      stages.add(listening.count());
    }
    advice.count().ifPresent(stages::add);
    outcomes.count().ifPresent(stages::add);
    return stages;
  }

  /** Ticks until {@link #stop}, then ends in order. The calling thread is the tick's. */
  void run() throws InterruptedException {
    TickSchedule schedule = new TickSchedule(config.interval(), monotonic.nanos());
    long tidyAt = monotonic.nanos() + TIDY.toNanos();
    while (!stopping) {
      answer(schedule.nanosLeft(monotonic.nanos()));
      long now = monotonic.nanos();
      if (!stopping && schedule.isDue(now)) {
        long missed = schedule.next(now);
        if (missed > 0) {
          ticker.overrun(missed);
        }
        tick();
        registrar.find(monotonic.nanos());
        lengths.note(monotonic.nanos() - now);
        if (now - tidyAt >= 0) {
          tidyAt = now + TIDY.toNanos();
          // Left alone, a heap this small grows to its bound before anything old is collected, and
          // the node pays for it. It takes some 20 ms, between two ticks.
          System.gc();
        }
      }
    }
    end();
  }

  /** Answers what comes until the time is over; several that come together share one commit. */
  private void answer(long nanos) throws InterruptedException {
    Mailbox.@Nullable Letter letter = mailbox.await(nanos);
    List<Mailbox.Letter> opened = new ArrayList<>();
    while (letter != null) {
      letter.open();
      opened.add(letter);
      letter = mailbox.poll();
    }
    if (!opened.isEmpty()) {
      ticker.commitRuns(Micros.of(clock.instant()));
      opened.forEach(Mailbox.Letter::reply);
    }
  }

  private String status() {
    KafkaSender sending = sender;
    return new StatusReport(
            config,
            Version.OF_THIS,
            ProcessHandle.current().pid(),
            boot,
            instance,
            startedWallMicros,
            sending != null && sending.isBrokerReachable(),
            spool.held(),
            spool.sizeOnDisk(),
            lengths,
            ticker.stages(),
            runs,
            ticker.recent(),
            ticker.committed())
        .line();
  }

  /** Asks {@link #run} to end. From any thread. */
  void stop() {
    stopping = true;
    mailbox.nudge();
  }

  private void end() throws InterruptedException {
    AgentSocket listening = socket;
    if (listening != null) {
      listening.close();
      socket = null;
    }
    advice.close();
    tick();
    KafkaSender sending = sender;
    if (sending != null) {
      boolean all = sending.flush(FLUSH);
      sending.close();
      ticker.commitAcknowledged();
      LOG.log(
          System.Logger.Level.INFO,
          all ? "agent ends; all is sent" : "agent ends; {0} records wait for the next start",
          Long.toString(spool.held().records()));
    }
  }

  /** Lets go of store and lock. */
  @Override
  public void close() {
    AgentSocket listening = socket;
    if (listening != null) {
      listening.close();
    }
    advice.close();
    KafkaSender sending = sender;
    if (sending != null) {
      sending.close();
    }
    files.close();
    sensors.close();
    spool.close();
    lock.close();
  }
}
