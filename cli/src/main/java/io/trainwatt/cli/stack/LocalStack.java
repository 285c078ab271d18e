package io.trainwatt.cli.stack;

import io.trainwatt.cli.console.Refusal;
import io.trainwatt.cli.rest.CollectorClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Broker, collector and agent of one data directory. Only who holds the directory's lock may start
 * or end them; anybody may look. Not thread-safe.
 */
public final class LocalStack implements AutoCloseable {
  private static final Duration HEALTHY_WITHIN = Duration.ofSeconds(90);

  private final StackSettings settings;
  private final Map<Part, PartProcess> processes = new EnumMap<>(Part.class);
  private final PartHealth health;
  private final StackLock lock;

  private LocalStack(StackSettings settings, StackLock lock) {
    this.settings = settings;
    this.lock = lock;
    for (Part part : Part.values()) {
      processes.put(part, new PartProcess(part, settings.dataDir()));
    }
    this.health = new PartHealth(settings, processes);
  }

  /**
   * Takes a data directory, to start or end what belongs to it.
   *
   * @throws Refusal if another command has it
   * @throws IOException if it cannot be written
   */
  public static LocalStack take(StackSettings settings) throws IOException {
    return new LocalStack(settings, StackLock.take(settings.dataDir()));
  }

  /** Looks at a stack, whoever has it. */
  public static List<PartState> look(StackSettings settings) {
    Map<Part, PartProcess> processes = new EnumMap<>(Part.class);
    for (Part part : Part.values()) {
      processes.put(part, new PartProcess(part, settings.dataDir()));
    }
    return new PartHealth(settings, processes).all();
  }

  private PartProcess process(Part part) {
    return java.util.Objects.requireNonNull(processes.get(part));
  }

  /** How each part is. */
  public List<PartState> states() {
    return health.all();
  }

  /** The agent's socket. */
  public Path agentSocket() {
    return settings.socket();
  }

  /** The collector's answers. */
  public CollectorClient collector() {
    return CollectorClient.onPort(settings.httpPort());
  }

  /**
   * Starts what does not live and waits until all answer.
   *
   * @return the parts that were started
   * @throws Refusal if a port is taken, a part ends, or one does not answer in time
   */
  public Set<Part> up(Home home, StackProgress progress) throws IOException {
    StackFile.agree(settings);
    Set<Part> missing = EnumSet.noneOf(Part.class);
    processes.forEach(
        (part, process) -> {
          if (process.living().isEmpty()) {
            missing.add(part);
          }
        });
    requirePorts(missing);
    if (missing.contains(Part.AGENT) && new AgentSetup(settings).joined().isPresent()) {
      missing.remove(Part.AGENT);
    }
    StackFile.write(settings);
    PartStart start = new PartStart(settings, home);
    for (Part part : missing) {
      progress.said("starting the " + part.label());
      start.start(process(part), part);
    }
    awaitHealthy(missing, progress);
    return missing;
  }

  private void requirePorts(Collection<Part> missing) {
    if (missing.contains(Part.BROKER)) {
      Ports.requireFree(settings.kafkaPort(), "the broker", StackSettings.KAFKA_PORT);
    }
    if (missing.contains(Part.COLLECTOR)) {
      Ports.requireFree(settings.httpPort(), "the live page", StackSettings.HTTP_PORT);
    }
  }

  private void awaitHealthy(Set<Part> started, StackProgress progress) throws IOException {
    long began = System.nanoTime();
    Set<Part> waiting = EnumSet.allOf(Part.class);
    while (!waiting.isEmpty()) {
      for (Part part : EnumSet.copyOf(waiting)) {
        PartState state = health.of(part);
        switch (state.health()) {
          case UP -> {
            waiting.remove(part);
            if (started.contains(part)) {
              progress.said("the %s is up: %s".formatted(part.label(), state.detail()));
            }
          }
          case SILENT -> {}
          case CRASHED, DOWN -> throw ended(part);
        }
      }
      if (System.nanoTime() - began > HEALTHY_WITHIN.toNanos()) {
        throw notInTime(waiting);
      }
      Pause.of(Duration.ofMillis(150));
    }
  }

  private Refusal ended(Part part) {
    List<String> words = new ArrayList<>(process(part).lastWords(8));
    return Refusal.missing(
        "the %s ended while starting%s"
            .formatted(
                part.label(), words.isEmpty() ? "" : ":\n    " + String.join("\n    ", words)),
        "its log is " + process(part).log());
  }

  private Refusal notInTime(Set<Part> waiting) {
    Part part = waiting.iterator().next();
    return Refusal.missing(
        "the %s does not answer after %d s (%s)"
            .formatted(part.label(), HEALTHY_WITHIN.toSeconds(), health.of(part).detail()),
        "its log is " + process(part).log());
  }

  /**
   * Ends all parts: the agent, which sends what it holds, and the collector; then the broker that
   * both need until then.
   *
   * @return the parts that lived
   * @throws IOException if what says which processes they were cannot be removed
   */
  public Set<Part> down() throws IOException {
    Set<Part> ended = EnumSet.noneOf(Part.class);
    processes.forEach(
        (part, process) -> {
          if (process.living().isPresent()) {
            ended.add(part);
          }
        });
    process(Part.AGENT).askToEnd();
    for (Part part : List.of(Part.COLLECTOR, Part.AGENT, Part.BROKER)) {
      process(part).stop();
    }
    return ended;
  }

  /** Gives the data directory back; what was started goes on. */
  @Override
  public void close() throws IOException {
    lock.close();
  }
}
