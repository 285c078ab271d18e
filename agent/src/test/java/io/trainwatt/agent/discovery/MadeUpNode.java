package io.trainwatt.agent.discovery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Processes that a test makes and ends, and what runs they are of by then. */
final class MadeUpNode implements Members {
  final Path proc;
  final Map<Long, String> runs = new HashMap<>();
  private final Map<Long, Long> parents = new HashMap<>();

  MadeUpNode(Path folder) {
    proc = folder.resolve("proc");
    write("uptime", "1000.00 1.00\n");
  }

  /** A process that began ten minutes before, with so much memory. */
  MadeUpNode runs(long pid, long parent, String cgroup, String... environment) {
    return starts(pid, parent, 40_000, 30_000, cgroup, environment);
  }

  MadeUpNode starts(
      long pid, long parent, long startTicks, long pages, String cgroup, String... environment) {
    parents.put(pid, parent);
    write(
        pid + "/stat",
        "%d (python3) S %d 1 1 0 -1 0 0 0 0 0 5 5 0 0 20 0 1 0 %d 0 %d 0\n"
            .formatted(pid, parent, startTicks, pages));
    write(pid + "/cgroup", "0::" + cgroup + "\n");
    write(pid + "/cmdline", "python3\0train.py\0");
    write(pid + "/environ", String.join("\0", environment) + "\0");
    return this;
  }

  MadeUpNode maps(long pid, String library) {
    write(pid + "/maps", "7f00-7f01 r-xp 00000000 08:01 7   /opt/" + library + "\n");
    return this;
  }

  void ends(long pid) {
    parents.remove(pid);
    runs.remove(pid);
    try (Stream<Path> paths = Files.walk(proc.resolve(Long.toString(pid)))) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As the agent does with what was found. */
  void take(List<Found> found) {
    for (Found one : found) {
      runs.put(one.process().pid(), one.run().orElse("new-" + one.process().pid()));
    }
  }

  void write(String name, String text) {
    try {
      Path file = proc.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<String> runOf(long pid) {
    Long next = pid;
    while (next != null) {
      if (runs.containsKey(next)) {
        return Optional.ofNullable(runs.get(next));
      }
      next = parents.get(next);
    }
    return Optional.empty();
  }

  @Override
  public boolean lives(String run) {
    return runs.containsValue(run);
  }
}
