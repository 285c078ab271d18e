package io.trainwatt.agent.attribution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A /proc of made-up processes on a node of two CPUs and 1 000 pages of memory. */
public final class ProcFolder {
  final Path root;

  /** Makes it. */
  public ProcFolder(Path root) {
    this.root = root;
    write("cpuinfo", "vendor_id : AuthenticAMD\ncpu family : 23\nmodel : 49\nmodel name : EPYC\n");
    write("meminfo", "MemTotal: 4000 kB\nMemFree: 900 kB\nMemAvailable: 1000 kB\n");
    busy(0);
  }

  /** What both CPUs together were busy since boot, in ticks of 10 ms. */
  public void busy(long ticks) {
    write("stat", "cpu  %d 0 0 99 0 0 0 0 0 0\ncpu0 0 0 0 0\ncpu1 0 0 0 0\n".formatted(ticks));
  }

  /** A process as the kernel would tell it. */
  public record StatLine(
      long pid,
      long parent,
      long group,
      long session,
      String state,
      long ownTicks,
      long childTicks,
      long startTicks,
      long residentPages) {

    /** A process that runs. */
    public static StatLine of(long pid, long parent) {
      return new StatLine(pid, parent, 1, 1, "R", 0, 0, pid, 0);
    }

    /** The same, having used so many ticks. */
    public StatLine used(long own, long child) {
      return new StatLine(
          pid, parent, group, session, state, own, child, startTicks, residentPages);
    }

    StatLine in(long processGroup, long processSession) {
      return new StatLine(
          pid,
          parent,
          processGroup,
          processSession,
          state,
          ownTicks,
          childTicks,
          startTicks,
          residentPages);
    }

    StatLine started(long ticks) {
      return new StatLine(
          pid, parent, group, session, state, ownTicks, childTicks, ticks, residentPages);
    }

    StatLine adoptedBy(long other) {
      return new StatLine(
          pid, other, group, session, state, ownTicks, childTicks, startTicks, residentPages);
    }

    StatLine zombie() {
      return new StatLine(
          pid, parent, group, session, "Z", ownTicks, childTicks, startTicks, residentPages);
    }

    StatLine resident(long pages) {
      return new StatLine(
          pid, parent, group, session, state, ownTicks, childTicks, startTicks, pages);
    }
  }

  /** Writes a process. */
  public void put(StatLine process) {
    // Own time as user and system, children's likewise, to see that both are added.
    write(
        process.pid() + "/stat",
        "%d (a ) R 1 (b) %s %d %d %d 0 -1 4194304 9 9 0 0 %d %d %d %d 20 0 1 0 %d 9999 %d 1844\n"
            .formatted(
                process.pid(),
                process.state(),
                process.parent(),
                process.group(),
                process.session(),
                process.ownTicks() / 2,
                process.ownTicks() - process.ownTicks() / 2,
                process.childTicks() / 2,
                process.childTicks() - process.childTicks() / 2,
                process.startTicks(),
                process.residentPages()));
  }

  /** Removes a process. */
  public void remove(long pid) {
    deleteTree(root.resolve(Long.toString(pid)));
  }

  static void deleteTree(Path folder) {
    try (Stream<Path> paths = Files.walk(folder)) {
      List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void write(String name, String text) {
    try {
      Path file = root.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
