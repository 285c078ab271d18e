package io.trainwatt.agent;

import io.trainwatt.agent.run.RootProcess;
import io.trainwatt.events.node.Hardware;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What the wiring asks of {@code /proc}. */
final class ProcFiles {

  private static final int START_FIELD = 19;
  private static final int MAX_WORDS = 64;
  private static final int MAX_WORD_LENGTH = 256;

  private final Path root;

  ProcFiles(Path root) {
    this.root = root;
  }

  /**
   * Linux boot id.
   *
   * @throws IOException if it cannot be read
   */
  String bootId() throws IOException {
    return Files.readString(root.resolve("sys/kernel/random/boot_id")).strip();
  }

  /** The process as it stands now, absent when there is none. */
  Optional<RootProcess> process(long pid, String boot) {
    OptionalLong start = startTicks(pid);
    return start.isPresent()
        ? Optional.of(new RootProcess(pid, start.getAsLong(), boot))
        : Optional.empty();
  }

  /**
   * Whether pids of that PID namespace are the ones seen here; taken for granted where either side
   * does not know.
   *
   * @param inode of the namespace
   */
  boolean isOurNamespace(OptionalLong inode) {
    try {
      return inode.isEmpty()
          || Files.getAttribute(root.resolve("self/ns/pid"), "unix:ino").equals(inode.getAsLong());
    } catch (IOException | UnsupportedOperationException e) {
      return true;
    }
  }

  /** Whether that very process lives. */
  boolean isAlive(RootProcess process, String boot) {
    return process.boot().equals(boot)
        && startTicks(process.pid()).equals(OptionalLong.of(process.startTicks()));
  }

  private OptionalLong startTicks(long pid) {
    try {
      String stat = Files.readString(root.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
      // The command's name stands in brackets and may hold anything, brackets too.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
      return OptionalLong.of(Long.parseLong(fields[START_FIELD]));
    } catch (IOException | RuntimeException e) {
      return OptionalLong.empty();
    }
  }

  /** Owner of a process, empty when not known. */
  String user(long pid) {
    try {
      return Files.getOwner(root.resolve(Long.toString(pid))).getName();
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }

  /** Command line of a process, empty when not known; long ones are cut. */
  List<String> command(long pid) {
    try {
      String line = Files.readString(root.resolve(pid + "/cmdline"), StandardCharsets.ISO_8859_1);
      String text = new String(line.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
      return List.of(text.split("\0")).stream()
          .limit(MAX_WORDS)
          .map(w -> w.length() > MAX_WORD_LENGTH ? w.substring(0, MAX_WORD_LENGTH) : w)
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** What the node is made of, as far as the kernel tells. */
  Hardware hardware() {
    String model = "";
    int logical = 0;
    Set<String> sockets = new HashSet<>();
    for (String line : lines("cpuinfo")) {
      if (line.startsWith("processor")) {
        logical++;
      } else if (line.startsWith("physical id")) {
        sockets.add(value(line));
      } else if (model.isEmpty() && line.startsWith("model name")) {
        model = value(line);
      }
    }
    return new Hardware(
        model,
        Math.max(1, sockets.size()),
        logical,
        memoryBytes(),
        System.getProperty("os.version", ""),
        System.getProperty("os.arch", ""));
  }

  private long memoryBytes() {
    for (String line : lines("meminfo")) {
      if (line.startsWith("MemTotal:")) {
        try {
          return Long.parseLong(value(line).replace(" kB", "")) << 10;
        } catch (NumberFormatException e) {
          return 0;
        }
      }
    }
    return 0;
  }

  private static String value(String line) {
    return line.substring(line.indexOf(':') + 1).strip();
  }

  private List<String> lines(String file) {
    try {
      return Files.readAllLines(root.resolve(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return List.of();
    }
  }
}
