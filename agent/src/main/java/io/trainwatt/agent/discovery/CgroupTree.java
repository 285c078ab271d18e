package io.trainwatt.agent.discovery;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The processes of a tree of control groups, from the files {@code cgroup.procs}: what {@code
 * /proc/PID/cgroup} says the other way round, for recorded trees that hold no processes.
 *
 * @param paths of each process, one a hierarchy
 */
record CgroupTree(Map<Long, Set<String>> paths) {
  private static final int DEEPEST = 32;

  static CgroupTree under(Path root) {
    Map<Long, Set<String>> paths = new HashMap<>();
    try {
      Files.walkFileTree(
          root,
          Set.of(),
          DEEPEST,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (file.endsWith("cgroup.procs")) {
                String group = "/" + root.relativize(file.getParent());
                pids(file).forEach(p -> paths.computeIfAbsent(p, n -> new TreeSet<>()).add(group));
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      // What was seen up to there holds.
      return new CgroupTree(paths);
    }
    return new CgroupTree(paths);
  }

  private static Set<Long> pids(Path file) {
    Set<Long> pids = new TreeSet<>();
    try {
      for (String line : Files.readAllLines(file)) {
        if (!line.isBlank()) {
          pids.add(Long.parseLong(line.strip()));
        }
      }
    } catch (IOException | NumberFormatException e) {
      return pids;
    }
    return pids;
  }

  Set<Long> pids() {
    return Collections.unmodifiableSet(new TreeSet<>(paths.keySet()));
  }

  Cgroup of(long pid) {
    StringBuilder lines = new StringBuilder();
    paths
        .getOrDefault(pid, Set.of())
        .forEach(path -> lines.append("0::").append(path).append('\n'));
    return Cgroup.of(lines.toString());
  }
}
