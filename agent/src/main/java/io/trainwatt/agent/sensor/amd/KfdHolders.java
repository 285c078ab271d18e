package io.trainwatt.agent.sensor.amd;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which processes compute on AMD GPUs, from the driver's own list of them, {@code
 * /sys/class/kfd/kfd/proc}: what they submit by queues of their own no engine's time shows. Of each
 * it is told how much memory it has there and how many compute units it keeps busy at the moment
 * (drivers/gpu/drm/amd/amdkfd/kfd_process.c).
 */
final class KfdHolders {
  private static final long SECOND = 1_000_000_000;
  private static final int BUS_SHIFT = 8;
  private static final int DEVICE_SHIFT = 3;

  private final Path root;
  private Map<String, Board> boards = Map.of();
  private Map<String, Map<Long, Long>> uses = Map.of();

  /** A GPU, or a partition of one: several can have one address. */
  private record Board(String address, long units) {}

  KfdHolders(Path sysfsRoot) {
    this.root = sysfsRoot.resolve("class/kfd/kfd");
  }

  /** Which GPUs there are. */
  void probe() {
    Map<String, Board> found = new HashMap<>();
    try (DirectoryStream<Path> nodes = Files.newDirectoryStream(root.resolve("topology/nodes"))) {
      for (Path node : nodes) {
        String id = text(node.resolve("gpu_id")).orElse("0");
        if (!id.equals("0")) {
          found.put(id, board(properties(node)));
        }
      }
    } catch (IOException e) {
      found.clear();
    }
    boards = found;
  }

  private static Board board(Map<String, Long> properties) {
    long at = properties.getOrDefault("location_id", 0L);
    String address =
        String.format(
            Locale.ROOT,
            "%04x:%02x:%02x.%x",
            properties.getOrDefault("domain", 0L),
            at >> BUS_SHIFT & 0xff,
            at >> DEVICE_SHIFT & 0x1f,
            at & 7);
    long each = Math.max(1, properties.getOrDefault("simd_per_cu", 1L));
    return new Board(address, Math.max(1, properties.getOrDefault("simd_count", 0L) / each));
  }

  private static Map<String, Long> properties(Path node) {
    Map<String, Long> properties = new HashMap<>();
    for (String line : text(node.resolve("properties")).orElse("").split("\n", -1)) {
      String[] words = line.split(" ", 2);
      if (words.length == 2) {
        number(words[1]).ifPresent(value -> properties.put(words[0], value));
      }
    }
    return properties;
  }

  /** Looks again. */
  void refresh() {
    if (boards.isEmpty()) {
      return;
    }
    Map<String, Map<Long, Long>> found = new HashMap<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(root.resolve("proc"))) {
      for (Path process : processes) {
        Optional<Long> pid = number(String.valueOf(process.getFileName()));
        if (pid.isPresent()) {
          boards.forEach((id, board) -> look(process, pid.get(), id, board, found));
        }
      }
    } catch (IOException e) {
      found.clear();
    }
    uses = found;
  }

  private static void look(
      Path process, long pid, String id, Board board, Map<String, Map<Long, Long>> found) {
    long memory = text(process.resolve("vram_" + id)).flatMap(KfdHolders::number).orElse(0L);
    long busy =
        text(process.resolve("stats_" + id + "/cu_occupancy"))
            .flatMap(KfdHolders::number)
            .orElse(0L);
    if (memory > 0 || busy > 0) {
      found
          .computeIfAbsent(board.address(), address -> new HashMap<>())
          .merge(pid, SECOND * Math.min(busy, board.units()) / board.units(), Long::sum);
    }
  }

  /** As nanoseconds of a second that all of the GPU would be busy in, by process number. */
  Map<Long, Long> uses(String address) {
    return uses.getOrDefault(address, Map.of());
  }

  private static Optional<String> text(Path file) {
    try {
      return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<Long> number(String text) {
    try {
      return Optional.of(Long.parseLong(text.strip())).filter(value -> value >= 0);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
