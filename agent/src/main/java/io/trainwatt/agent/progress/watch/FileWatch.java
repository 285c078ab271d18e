package io.trainwatt.agent.progress.watch;

import io.trainwatt.agent.procfs.KernelFile;
import io.trainwatt.agent.progress.ProgressBook;
import io.trainwatt.agent.progress.file.Births;
import io.trainwatt.events.sample.StageCount;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the progress of all runs from their files, on a thread of its own: a file system that hangs
 * holds up nothing else. A pass follows each tick, and looks at so many processes and reads so many
 * bytes at most; the rest is for the next.
 */
public final class FileWatch implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(FileWatch.class.getName());
  private static final int CHUNK = 64 << 10;
  private static final long MOST_BYTES_A_PASS = 4 << 20;
  private static final int MOST_LOOKS_A_PASS = 40;
  private static final int MOST_FILES = 512;
  private static final long SHORTEST_PAUSE_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long LONGEST_PAUSE_NANOS = Duration.ofSeconds(30).toNanos();
  // A table may be open for as long as a short training only, after a long start.
  private static final int LOOKS_A_LIFE = 8;
  private static final int WALKS_A_LIFE = 1;
  private static final long HANGS_NANOS = Duration.ofSeconds(30).toNanos();
  private static final Duration CLOSING = Duration.ofMillis(500);
  private static final long SLACK_MICROS = 5_000_000;

  private final WatchConfig config;
  private final ProgressBook book;
  private final LongSupplier monotonic;
  private final Clock clock;
  private final OpenFiles openFiles;
  private final Births births = new Births();
  private final KernelFile buffer = ProcessFacts.buffer();
  private final byte[] chunk = new byte[CHUNK];
  private final Map<String, RunFiles> runs = new LinkedHashMap<>();
  private final Map<Long, Turn> processes = new LinkedHashMap<>();
  private final Map<String, Turn> walks = new HashMap<>();
  private final Set<String> finished = new HashSet<>();
  private final ReadTotal closed = new ReadTotal();
  private int turn;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread thread;
  private @Nullable List<RunProcesses> next;
  private long passBeganNanos;
  private boolean passing;
  private boolean saidHanging;
  private boolean closing;
  private Set<String> over = Set.of();
  private StageCount count = new ReadTotal().count();

  /** When something is due to be looked at again: the older it is, the later. */
  private static final class Turn {
    private final String run;
    private final long sinceNanos;
    private final int partsOfItsLife;
    private long dueNanos;
    private boolean known;

    Turn(String run, long nowNanos, int partsOfItsLife) {
      this.run = run;
      this.sinceNanos = nowNanos;
      this.partsOfItsLife = partsOfItsLife;
      this.dueNanos = nowNanos;
    }

    void looked(long nowNanos) {
      long pause = (nowNanos - sinceNanos) / partsOfItsLife;
      dueNanos = nowNanos + Math.clamp(pause, SHORTEST_PAUSE_NANOS, LONGEST_PAUSE_NANOS);
    }
  }

  FileWatch(WatchConfig config, ProgressBook book, LongSupplier monotonic, Clock clock) {
    this.config = config;
    this.book = book;
    this.monotonic = monotonic;
    this.clock = clock;
    this.openFiles = new OpenFiles(config.procRoot());
    this.thread = Thread.ofPlatform().daemon().name("progress-files").unstarted(this::run);
  }

  /**
   * Starts reading.
   *
   * @param monotonic CLOCK_MONOTONIC in nanoseconds
   */
  public static FileWatch start(
      WatchConfig config, ProgressBook book, LongSupplier monotonic, Clock clock) {
    FileWatch watch = new FileWatch(config, book, monotonic, clock);
    if (config.files()) {
      watch.thread.start();
    }
    return watch;
  }

  /** The runs as they are now. From the tick's thread; never waits for a file. */
  public void look(List<RunProcesses> now) {
    if (!config.files()) {
      return;
    }
    lock.lock();
    try {
      next = now;
      boolean hangs = passing && monotonic.getAsLong() - passBeganNanos > HANGS_NANOS;
      if (hangs && !saidHanging) {
        LOG.log(
            System.Logger.Level.WARNING,
            "reading progress from files hangs: a file system does not answer; measuring goes on");
      }
      saidHanging = hangs;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      for (List<RunProcesses> now = await(); now != null; now = await()) {
        try {
          pass(now);
        } catch (RuntimeException e) {
          // A fault of ours must not end the reading of everything else.
          LOG.log(System.Logger.Level.ERROR, "reading progress from files failed", e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      runs.values().forEach(RunFiles::close);
    }
  }

  private @Nullable List<RunProcesses> await() throws InterruptedException {
    lock.lock();
    try {
      passing = false;
      while (next == null && !closing) {
        changed.await();
      }
      List<RunProcesses> now = closing ? null : next;
      next = null;
      passing = true;
      passBeganNanos = monotonic.getAsLong();
      return now;
    } finally {
      lock.unlock();
    }
  }

  /** Looks at what is due and reads what is new. */
  void pass(List<RunProcesses> now) {
    try {
      read(now);
    } finally {
      // Also where it failed: what cannot be read keeps no run.
      over(now);
    }
  }

  private void over(List<RunProcesses> now) {
    lock.lock();
    try {
      over =
          now.stream()
              .filter(run -> run.pids().isEmpty())
              .map(RunProcesses::run)
              .collect(Collectors.toUnmodifiableSet());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Whether all that the run left was looked at after its last process ended, or nothing can be
   * looked at. Then what its files say is in the book.
   */
  public boolean isOver(String run) {
    lock.lock();
    try {
      return !config.files() || saidHanging || over.contains(run);
    } finally {
      lock.unlock();
    }
  }

  private void read(List<RunProcesses> now) {
    Moment instant =
        new Moment(
            monotonic.getAsLong(), ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant()));
    join(now, instant);
    lookAtProcesses(instant);
    walk(now, instant);
    // Another begins each time: a flood in one run's files must not drown the others.
    List<RunFiles> turns = new ArrayList<>(runs.values());
    Collections.rotate(turns, turn++);
    long left = MOST_BYTES_A_PASS;
    for (RunFiles files : turns) {
      left -= files.read(instant, left, chunk);
    }
    for (RunProcesses run : now) {
      RunFiles files = runs.get(run.run());
      if (files != null && run.pids().isEmpty() && finished.add(run.run())) {
        files.finish(instant);
      }
    }
    ReadTotal total = new ReadTotal();
    total.add(closed);
    runs.values().forEach(files -> files.addTo(total));
    lock.lock();
    try {
      count = total.count();
    } finally {
      lock.unlock();
    }
  }

  /** Lines and records read, those that told of progress, and the others by why. */
  public StageCount count() {
    lock.lock();
    try {
      return count;
    } finally {
      lock.unlock();
    }
  }

  private void join(List<RunProcesses> now, Moment instant) {
    Set<String> listed = new HashSet<>();
    Set<Long> living = new HashSet<>();
    for (RunProcesses run : now) {
      listed.add(run.run());
      RunFiles files = runs.get(run.run());
      if (files == null) {
        files =
            new RunFiles(
                run.run(), run.startedWallMicros(), book, config.pattern(), this::hasRoom, births);
        runs.put(run.run(), files);
        walks.put(run.run(), new Turn(run.run(), instant.nanos(), WALKS_A_LIFE));
      }
      for (long pid : run.pids()) {
        living.add(pid);
        Turn turn = processes.get(pid);
        if (turn == null || !turn.run.equals(run.run())) {
          processes.put(pid, new Turn(run.run(), instant.nanos(), LOOKS_A_LIFE));
        }
      }
      if (!run.pids().isEmpty()) {
        finished.remove(run.run());
      }
    }
    processes.keySet().retainAll(living);
    walks.keySet().retainAll(listed);
    finished.retainAll(listed);
    for (String run : List.copyOf(runs.keySet())) {
      if (!listed.contains(run)) {
        RunFiles gone = runs.remove(run);
        if (gone != null) {
          gone.addTo(closed);
          gone.close();
        }
      }
    }
  }

  private boolean hasRoom() {
    return runs.values().stream().mapToInt(RunFiles::openFiles).sum() < MOST_FILES;
  }

  private void lookAtProcesses(Moment now) {
    List<Long> looked = new ArrayList<>();
    for (Map.Entry<Long, Turn> process : processes.entrySet()) {
      Turn turn = process.getValue();
      RunFiles files = runs.get(turn.run);
      if (looked.size() == MOST_LOOKS_A_PASS) {
        break;
      }
      if (files != null && now.nanos() - turn.dueNanos >= 0) {
        long pid = process.getKey();
        looked.add(pid);
        if (!turn.known) {
          files.joined(ProcessFacts.of(config.procRoot(), pid, buffer));
          turn.known = true;
        }
        for (OpenFiles.Found found : openFiles.of(pid)) {
          files.open(pid, found, now, chunk);
        }
        turn.looked(now.nanos());
      }
    }
    // Behind those that were not looked at, so that everyone's turn comes.
    for (long pid : looked) {
      Turn turn = processes.remove(pid);
      if (turn != null) {
        processes.put(pid, turn);
      }
    }
  }

  /** One run a pass; one that has just ended goes first, as it may have left its last files. */
  private void walk(List<RunProcesses> now, Moment instant) {
    @Nullable Turn due = null;
    for (RunProcesses run : now) {
      Turn turn = walks.get(run.run());
      if (turn == null) {
        continue;
      }
      if (run.pids().isEmpty() && !finished.contains(run.run())) {
        walk(turn.run, instant);
      } else if (!run.pids().isEmpty()
          && instant.nanos() - turn.dueNanos >= 0
          && (due == null || turn.dueNanos < due.dueNanos)) {
        due = turn;
      }
    }
    if (due != null) {
      walk(due.run, instant);
      due.looked(instant.nanos());
    }
  }

  private void walk(String run, Moment instant) {
    RunFiles files = runs.get(run);
    if (files == null || files.folders().isEmpty()) {
      return;
    }
    List<FolderWalk.Found> found =
        new ArrayList<>(FolderWalk.below(files.folders(), files.startedMicros() - SLACK_MICROS));
    found.sort((a, b) -> a.path().compareTo(b.path()));
    for (FolderWalk.Found file : found) {
      if (!files.isOfOthers(file.path()) && belongs(run, files, file.path())) {
        files.named(file, instant, chunk);
      }
    }
  }

  /** A file found by name is the run's whose folder is nearest; of two as near, nobody's. */
  private boolean belongs(String run, RunFiles files, Path file) {
    if (EventFileName.pid(file).isPresent()) {
      return true;
    }
    int own = nearest(files, file);
    for (Map.Entry<String, RunFiles> other : runs.entrySet()) {
      if (!other.getKey().equals(run) && nearest(other.getValue(), file) >= own) {
        return false;
      }
    }
    return true;
  }

  private static int nearest(RunFiles files, Path file) {
    int nearest = -1;
    for (Path folder : files.folders()) {
      if (file.startsWith(folder)) {
        nearest = Math.max(nearest, folder.getNameCount());
      }
    }
    return nearest;
  }

  /** Stops reading; a read that hangs is left behind. */
  @Override
  public void close() {
    lock.lock();
    try {
      closing = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      if (!thread.isAlive()) {
        runs.values().forEach(RunFiles::close);
        return;
      }
      thread.join(CLOSING);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
