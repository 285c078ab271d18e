package io.trainwatt.agent.sensor.tpu;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which processes hold device files open, from the links below {@code /proc/<pid>/fd}.
 *
 * @param byNode processes by device file
 * @param complete whether every process could be looked at; an agent that is not root cannot look
 *     at those of others
 */
record Holders(Map<String, Set<Long>> byNode, boolean complete) {

  Holders {
    byNode = Map.copyOf(byNode);
  }

  /** Looks at every process. */
  static Holders of(Path procRoot, Set<String> nodes) {
    Map<String, Set<Long>> byNode = new HashMap<>();
    boolean complete = true;
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(procRoot, "[0-9]*")) {
      for (Path process : processes) {
        complete &= look(process, nodes, byNode);
      }
    } catch (IOException e) {
      complete = false;
    }
    return new Holders(byNode, complete);
  }

  private static boolean look(Path process, Set<String> nodes, Map<String, Set<Long>> byNode) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
      long pid = Long.parseLong(process.getFileName().toString());
      for (Path file : files) {
        String target = target(file);
        if (nodes.contains(target)) {
          byNode.computeIfAbsent(target, node -> new HashSet<>()).add(pid);
        }
      }
      return true;
    } catch (NoSuchFileException e) {
      // It ended meanwhile.
      return true;
    } catch (IOException | NumberFormatException e) {
      return false;
    }
  }

  private static String target(Path file) {
    try {
      return Files.readSymbolicLink(file).toString();
    } catch (IOException e) {
      return "";
    }
  }

  /** Those that hold any of a chip's device files. */
  Set<Long> of(Chip chip) {
    Set<Long> pids = new HashSet<>();
    chip.nodes().forEach(node -> pids.addAll(byNode.getOrDefault(node, Set.of())));
    return pids;
  }
}
