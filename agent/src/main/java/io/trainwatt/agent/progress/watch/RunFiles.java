package io.trainwatt.agent.progress.watch;

import io.trainwatt.agent.progress.ProgressBook;
import io.trainwatt.agent.progress.file.Births;
import io.trainwatt.agent.progress.file.FileFacts;
import io.trainwatt.agent.progress.file.FileFacts.FileKey;
import io.trainwatt.agent.progress.file.FileFormat;
import io.trainwatt.agent.progress.file.FileTail;
import io.trainwatt.agent.progress.pattern.LinePattern;
import io.trainwatt.agent.progress.reading.ReadingCount;
import java.io.IOException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** The files of one run. Used by one thread. */
final class RunFiles implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(RunFiles.class.getName());
  private static final int MOST_FILES = 32;
  private static final long SILENT_NANOS = 60_000_000_000L;
  // A file that a shell made for a process is a moment older than the process.
  private static final long SLACK_MICROS = 5_000_000;

  private final String run;
  private final long startedMicros;
  private final ProgressBook book;
  private final Optional<LinePattern> pattern;
  private final BooleanSupplier room;
  private final Births births;
  private final Map<Long, ProcessFacts> processes = new HashMap<>();
  private final Set<Long> ownPids = new HashSet<>();
  private final Set<Path> folders = new HashSet<>();
  private final Map<FileKey, Followed> files = new HashMap<>();
  private final List<Followed> order = new ArrayList<>();
  private final Map<FileFormat, Narrator> narrators = new EnumMap<>(FileFormat.class);
  private final Set<String> said = new HashSet<>();
  private final ReadTotal dropped = new ReadTotal();
  private int turn;

  /**
   * @param room whether one more file may be opened, over all runs
   */
  RunFiles(
      String run,
      long startedMicros,
      ProgressBook book,
      Optional<LinePattern> pattern,
      BooleanSupplier room,
      Births births) {
    this.births = births;
    this.room = room;
    this.run = run;
    this.startedMicros = startedMicros;
    this.book = book;
    this.pattern = pattern;
  }

  /** A process of it was seen for the first time. */
  void joined(ProcessFacts process) {
    processes.put(process.pid(), process);
    ownPids.add(process.ownPid());
    folders.addAll(process.folders());
  }

  Set<Path> folders() {
    return folders;
  }

  long startedMicros() {
    return startedMicros;
  }

  /** A process of it holds a file open. */
  void open(long pid, OpenFiles.Found found, Moment now, byte[] chunk) {
    ProcessFacts process = processes.get(pid);
    int rank = process == null ? 0 : process.rank();
    follow(found.path(), true, found.called(), found.format(), rank, now, chunk);
  }

  /** A file lies below its folders and no other run's. */
  void named(FolderWalk.Found found, Moment now, byte[] chunk) {
    follow(found.path(), false, found.path(), found.format(), rankOf(found.path()), now, chunk);
  }

  private int rankOf(Path file) {
    OptionalLong own = EventFileName.pid(file);
    return processes.values().stream()
        .filter(process -> own.isEmpty() || process.ownPid() == own.getAsLong())
        .mapToInt(ProcessFacts::rank)
        .min()
        .orElse(0);
  }

  /** Whether the file's name says that another process than the run's made it. */
  boolean isOfOthers(Path file) {
    OptionalLong own = EventFileName.pid(file);
    return own.isPresent() && !ownPids.contains(own.getAsLong());
  }

  private void follow(
      Path path,
      boolean throughLinks,
      Path called,
      FileFormat format,
      int rank,
      Moment now,
      byte[] chunk) {
    try {
      FileKey key =
          throughLinks
              ? FileFacts.of(path).key()
              : FileFacts.of(path, LinkOption.NOFOLLOW_LINKS).key();
      if (files.containsKey(key)) {
        return;
      }
      if ((files.size() >= MOST_FILES || !room.getAsBoolean()) && !makeRoom(now)) {
        say("too many files; not read: " + called);
        return;
      }
      FileTail tail = FileTail.open(path, throughLinks);
      OptionalLong born = births.of(tail.facts(), called);
      Followed file =
          new Followed(tail, format.reading(called, pattern), format, called, rank, born);
      Narrator narrator = narrator(format);
      boolean old = born.isEmpty() || born.getAsLong() < startedMicros - SLACK_MICROS;
      file.begin(narrator.placeIn(tail.facts().key()), old, now.nanos(), chunk);
      narrator.found(file);
      files.put(tail.facts().key(), file);
      order.add(file);
    } catch (IOException e) {
      say("cannot be read: " + called + ": " + e.getMessage());
    }
  }

  /** The file that has been silent longest and leads nobody goes. */
  private boolean makeRoom(Moment now) {
    Followed silent = null;
    for (Followed file : order) {
      boolean leads =
          narrators.values().stream().anyMatch(n -> n.leader().filter(l -> l == file).isPresent());
      if (!leads && (silent == null || file.grewNanos() < silent.grewNanos())) {
        silent = file;
      }
    }
    if (silent == null || now.nanos() - silent.grewNanos() < SILENT_NANOS) {
      return false;
    }
    drop(silent);
    return true;
  }

  private void drop(Followed file) {
    dropped.add(file.reading().count());
    file.close();
    order.remove(file);
    files.values().remove(file);
  }

  private Narrator narrator(FileFormat format) {
    return narrators.computeIfAbsent(format, f -> new Narrator(run, startedMicros, f, book));
  }

  /**
   * Reads what is new in all files.
   *
   * @return bytes read
   */
  long read(Moment now, long most, byte[] chunk) {
    List<Followed> turns = new ArrayList<>(order);
    Collections.rotate(turns, turn++);
    // Checkpoints speak last, where nothing else does: of those found together the newest, and so
    // alone.
    turns.sort(
        Comparator.comparingLong(
            file ->
                file.format() == FileFormat.TRAINER_STATE
                    ? Long.MAX_VALUE - file.tail().lastWrittenMicros()
                    : 0));
    long left = most;
    for (Followed file : turns) {
      Narrator narrator = narrator(file.format());
      try {
        left -=
            file.read(
                chunk,
                left,
                now.nanos(),
                (update, before) -> narrator.take(update, file, before, now));
        narrator.tellOld(file, now);
      } catch (IOException e) {
        say("cannot be read on: " + file.called() + ": " + e.getMessage());
        drop(file);
      }
    }
    narrators.values().forEach(Narrator::mark);
    return most - left;
  }

  /** Its last process ended: what stands without a line's end is a line too. */
  void finish(Moment now) {
    for (Followed file : order) {
      Narrator narrator = narrator(file.format());
      file.finish((update, before) -> narrator.take(update, file, before, now));
    }
    narrators.values().forEach(Narrator::mark);
  }

  private void say(String what) {
    if (said.size() < MOST_FILES && said.add(what)) {
      LOG.log(System.Logger.Level.WARNING, "files of run {0}: {1}", run, what);
    }
  }

  int openFiles() {
    return order.size();
  }

  /** What became of all lines and records read so far. */
  void addTo(ReadTotal total) {
    order.forEach(file -> total.add(file.reading().count()));
    total.add(dropped);
  }

  /** Lets go of its files, and says of what was damaged or left out in them. */
  @Override
  public void close() {
    for (Followed file : order) {
      ReadingCount count = file.reading().count();
      if (!count.notes().isEmpty() && !count.told().isEmpty()) {
        say(file.called() + ": " + count.notes());
      }
      file.close();
    }
    order.clear();
    files.clear();
  }
}
