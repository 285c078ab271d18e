package io.trainwatt.agent;

import io.trainwatt.agent.attribution.NodeMeter;
import io.trainwatt.agent.control.Unusable;
import io.trainwatt.agent.discovery.Discovery;
import io.trainwatt.agent.discovery.Finder;
import io.trainwatt.agent.discovery.Found;
import io.trainwatt.agent.discovery.Identity;
import io.trainwatt.agent.discovery.Members;
import io.trainwatt.agent.progress.ProgressBook;
import io.trainwatt.agent.progress.Sender;
import io.trainwatt.agent.progress.hook.HookHello;
import io.trainwatt.agent.progress.watch.RunProcesses;
import io.trainwatt.agent.run.RootProcess;
import io.trainwatt.agent.run.RunBook;
import io.trainwatt.agent.run.RunId;
import io.trainwatt.agent.run.RunRow;
import io.trainwatt.events.run.RunState;
import io.trainwatt.events.sample.ListedRun;
import io.trainwatt.events.sample.StageCount;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Which processes are which run, from the first word of a client to the last. On the tick's thread.
 */
final class Registrar implements Members {

  // A run is listed by the tick after it was registered; one more for the tick under way.
  private static final int TICKS_UNLISTED = 2;

  private final NodeMeter meter;
  private final RunBook book;
  private final ProgressBook progress;
  private final ProcFiles proc;
  private final Discovery discovery;
  private final String boot;
  private final Clock clock;
  private final RandomGenerator random;
  private final Map<String, Integer> unlisted = new HashMap<>();
  // Runs of which a connected client speaks, though none of its processes was ever seen here.
  private final Map<String, Integer> spokenFor = new HashMap<>();
  private final Map<String, Long> turnedAway = new HashMap<>();
  private long came;

  Registrar(
      NodeMeter meter,
      RunBook book,
      ProgressBook progress,
      ProcFiles proc,
      Discovery discovery,
      String boot,
      Clock clock,
      RandomGenerator random) {
    this.meter = meter;
    this.book = book;
    this.progress = progress;
    this.proc = proc;
    this.discovery = discovery;
    this.boot = boot;
    this.clock = clock;
    this.random = random;
  }

  /**
   * A sender of progress says who it is.
   *
   * @param peer user at the other end
   * @return who it is from now on
   * @throws Unusable if it names a run that cannot be, or a process that is not its own
   */
  Sender hello(HookHello hello, Optional<String> peer) throws Unusable {
    Optional<RootProcess> process =
        proc.isOurNamespace(hello.pidNamespace())
            ? proc.process(hello.pid(), boot)
            : Optional.empty();
    if (process.isPresent()) {
      mustOwn(hello.pid(), peer);
    } else if (hello.run().isEmpty()) {
      throw new Unusable(
          "field pid: no process " + hello.pid() + " here; in a container, name the run");
    }
    Optional<Found> found =
        process.isPresent() && hello.run().isEmpty() && meter.runOf(hello.pid()).isEmpty()
            ? discovery.identify(hello.pid())
            : Optional.empty();
    String run = hello.run().or(() -> found.flatMap(Found::run)).orElseGet(() -> runOf(hello));
    mustBeId(run);
    boolean member = process.isPresent() && meter.runOf(hello.pid()).equals(Optional.of(run));
    if (!lives(run) || !member || says(hello, run)) {
      begin(start(hello, run, process, found));
    }
    if (hello.name().isPresent() && wasFound(run)) {
      book.named(run, hello.name().get());
    }
    if (process.isPresent() && !member) {
      meter.register(run, hello.pid());
    }
    Sender sender = new Sender(run, hello.rank(), hello.source(), hello.pid());
    progress.hello(sender, hello.facts());
    spokenFor.merge(run, 1, Integer::sum);
    return sender;
  }

  private boolean wasFound(String run) {
    return book.row(run).filter(row -> Finder.isFoundBy(row.facts().foundBy())).isPresent();
  }

  private String runOf(HookHello hello) {
    return meter
        .runOf(hello.pid())
        .or(hello::job)
        .orElseGet(() -> RunId.next(clock.instant(), random));
  }

  private boolean says(HookHello hello, String run) {
    return !hello.labels().isEmpty()
        || hello.name().isPresent()
        || hello.facts().worldSize()
            > book.row(run).map(r -> r.facts().worldSize()).orElse(Integer.MAX_VALUE);
  }

  private RunBook.Start start(
      HookHello hello, String run, Optional<RootProcess> process, Optional<Found> found) {
    List<String> command = process.isPresent() ? firstWords(hello.pid()) : List.of();
    Map<String, String> labels = new TreeMap<>();
    found.ifPresent(one -> labels.putAll(one.identity().labels()));
    labels.putAll(hello.labels());
    String named = found.map(one -> one.identity().name()).orElse("");
    return new RunBook.Start(
        run,
        hello.name().orElse(named.isEmpty() ? nameOf(command) : named),
        labels,
        process.isPresent() ? proc.user(hello.pid()) : "",
        found.map(one -> one.identity().finder().foundBy()).orElse(hello.source()),
        command,
        hello.facts().worldSize(),
        process.orElse(new RootProcess(hello.pid(), 0, boot)));
  }

  // What follows the script may hold passwords; whoever wants it published says so.
  private List<String> firstWords(long pid) {
    return proc.command(pid).stream().limit(2).toList();
  }

  private static String nameOf(List<String> command) {
    if (command.isEmpty()) {
      return "";
    }
    Path last = Path.of(command.getLast()).getFileName();
    return last == null || last.toString().startsWith("-") ? "" : last.toString();
  }

  /** The runs whose files are worth looking at: until the broker has their last value. */
  List<RunProcesses> processes() {
    Map<String, List<Long>> living = meter.processes();
    List<RunProcesses> runs = new ArrayList<>();
    for (RunRow row : book.rows()) {
      if (row.retiredWallMicros().isEmpty()) {
        String run = row.facts().run();
        runs.add(
            new RunProcesses(
                run, row.facts().startedWallMicros(), living.getOrDefault(run, List.of())));
      }
    }
    return runs;
  }

  /** A client that said hello is gone. */
  void goodbye(Sender sender) {
    spokenFor.computeIfPresent(sender.run(), (run, count) -> count > 1 ? count - 1 : null);
  }

  /**
   * Makes a process the root of a run.
   *
   * @throws Unusable if the id cannot be, there is no such process or it is another user's
   */
  void register(RunBook.Start start, Optional<String> peer) throws Unusable {
    mustBeId(start.run());
    long pid = start.root().pid();
    Optional<RootProcess> process = proc.process(pid, boot);
    if (process.isEmpty()) {
      throw new Unusable("field pid: no process " + pid + " here (any more)");
    }
    mustOwn(pid, peer);
    List<String> command = start.command().isEmpty() ? firstWords(pid) : start.command();
    begin(
        new RunBook.Start(
            start.run(),
            start.name().isEmpty() ? nameOf(command) : start.name(),
            start.labels(),
            proc.user(pid),
            start.foundBy(),
            command,
            start.worldSize(),
            process.get()));
    meter.register(start.run(), pid);
  }

  private void begin(RunBook.Start start) {
    book.begin(start, wallMicros());
    unlisted.remove(start.run());
  }

  private long wallMicros() {
    return Micros.of(clock.instant());
  }

  private static void mustBeId(String run) throws Unusable {
    if (!RunId.isValid(run)) {
      throw new Unusable("field run: letters, digits and . _ : @ + - only, 128 at most");
    }
  }

  /** Nobody measures another's processes, but for root and who runs the agent. */
  private void mustOwn(long pid, Optional<String> peer) throws Unusable {
    String user = proc.user(pid);
    if (!user.isEmpty() && !mayActFor(user, peer)) {
      throw new Unusable("field pid: process " + pid + " belongs to " + user);
    }
  }

  private static boolean mayActFor(String user, Optional<String> peer) {
    return peer.isEmpty()
        || peer.get().equals(user)
        || peer.get().equals("root")
        || peer.get().equals(System.getProperty("user.name"));
  }

  /**
   * A run is over, whatever of it lingers.
   *
   * @throws Unusable if no such run is here, or it is another user's
   */
  void end(String run, OptionalInt exitCode, Optional<String> peer) throws Unusable {
    Optional<RunRow> row = book.row(run);
    if (row.isEmpty()) {
      throw new Unusable("field run: no run " + run + " here");
    }
    String user = row.get().facts().user();
    if (!user.isEmpty() && !mayActFor(user, peer)) {
      throw new Unusable("field run: " + run + " belongs to " + user);
    }
    if (exitCode.isPresent()) {
      book.exited(run, exitCode.getAsInt());
    }
    meter.end(run);
  }

  /** Makes runs of what is found by itself, and adds to those there are. */
  void find(long nowNanos) {
    Map<Long, String> joining = new LinkedHashMap<>();
    for (Found found : discovery.look(nowNanos, meter.holders(), this)) {
      came++;
      Optional<String> refused = join(found, joining);
      refused.ifPresent(reason -> turnedAway.merge(reason, 1L, Long::sum));
    }
    meter.registerAll(joining);
  }

  /** Why it cannot join; absent if it does. */
  private Optional<String> join(Found found, Map<Long, String> joining) {
    long pid = found.process().pid();
    Optional<RootProcess> process =
        proc.process(pid, boot).filter(p -> p.startTicks() == found.process().startTicks());
    if (process.isEmpty()) {
      return Optional.of("gone");
    }
    Optional<String> named = runOf(pid).flatMap(book::row).map(row -> row.facts().foundBy());
    if (named.filter(word -> !Finder.isFoundBy(word)).isPresent()) {
      return Optional.of("of a run that its user named");
    }
    String run = found.run().orElseGet(() -> RunId.next(clock.instant(), random));
    String user = found.process().user();
    Optional<RunRow> row = book.row(run);
    String owner = row.map(r -> r.facts().user()).orElse("");
    if (!owner.isEmpty() && !user.isEmpty() && !owner.equals(user)) {
      return Optional.of("of another user's run");
    }
    if (row.isEmpty() || row.get().facts().state() == RunState.ENDED) {
      Identity identity = found.identity();
      List<String> command = found.process().command().stream().limit(2).toList();
      begin(
          new RunBook.Start(
              run,
              identity.name(),
              identity.labels(),
              user,
              identity.finder().foundBy(),
              command,
              1,
              process.get()));
    }
    joining.put(pid, run);
    return Optional.empty();
  }

  /** What was found and became of it. */
  StageCount count() {
    long gone = turnedAway.values().stream().mapToLong(Long::longValue).sum();
    return new StageCount("found", came, came - gone, 0, turnedAway);
  }

  @Override
  public Optional<String> runOf(long pid) {
    return meter.runOf(pid);
  }

  @Override
  public boolean lives(String run) {
    return book.row(run).filter(row -> row.facts().state() == RunState.RUNNING).isPresent();
  }

  /** Compares what a tick lists with what is known: runs end here, and unknown ones begin. */
  void listed(List<ListedRun> listed, long wallMicros) {
    Set<String> seen = new HashSet<>();
    for (ListedRun run : listed) {
      seen.add(run.run());
      unlisted.remove(run.run());
      if (book.row(run.run()).isEmpty()) {
        book.begin(found(run.run()), wallMicros);
      }
      if (run.ended()) {
        book.ended(run.run(), wallMicros);
      }
    }
    for (RunRow row : book.rows()) {
      String run = row.facts().run();
      if (row.facts().state() == RunState.RUNNING && !seen.contains(run)) {
        missing(row, wallMicros);
      }
    }
  }

  private RunBook.Start found(String run) {
    return new RunBook.Start(
        run, "", Map.of(), "", "agent", List.of(), 1, new RootProcess(0, 0, boot));
  }

  /**
   * Registered but never part of a checkpoint, as the agent was killed in between; or long gone.
   */
  private void missing(RunRow row, long wallMicros) {
    String run = row.facts().run();
    if (spokenFor.containsKey(run) && row.root().startTicks() == 0) {
      return;
    }
    if (unlisted.merge(run, 1, Integer::sum) < TICKS_UNLISTED) {
      return;
    }
    unlisted.remove(run);
    if (proc.isAlive(row.root(), boot)) {
      meter.register(run, row.root().pid());
    } else {
      book.ended(run, wallMicros);
      retire(run, wallMicros);
    }
  }

  /** The broker has the last value of an ended run. */
  void acknowledged(String run, long wallMicros) {
    meter.acknowledged(run);
    retire(run, wallMicros);
  }

  private void retire(String run, long wallMicros) {
    book.retired(run, wallMicros);
    progress.forget(run);
  }
}
