package io.trainwatt.cli.stack;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainwatt.cli.console.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * Which process it is: an id alone may be somebody else's by now.
 *
 * @param startTicks when it began, in clock ticks since boot, from {@code /proc/PID/stat}
 * @param boot Linux boot id
 */
record ProcessMark(long pid, long startTicks, String boot) {

  /**
   * A living process.
   *
   * @throws IOException if it does not live
   */
  static ProcessMark of(long pid) throws IOException {
    return new ProcessMark(
        pid, startTicks(pid).orElseThrow(() -> new IOException("no process " + pid)), bootId());
  }

  /**
   * Reads a mark.
   *
   * @return nothing if there is no file or none that can be read: then nobody is known to live
   */
  static Optional<ProcessMark> read(Path file) {
    try {
      JsonNode mark = Json.read(Files.readString(file, StandardCharsets.UTF_8));
      return Optional.of(
          new ProcessMark(
              mark.path("pid").asLong(),
              mark.path("startTicks").asLong(),
              mark.path("boot").asText()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  void write(Path file) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    String text =
        Json.line(Json.object().put("pid", pid).put("startTicks", startTicks).put("boot", boot));
    Files.writeString(fresh, text, StandardCharsets.UTF_8);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Whether this very process lives; one that ended and waits for its parent does not. */
  boolean isAlive() {
    try {
      return boot.equals(bootId()) && startTicks(pid).filter(t -> t == startTicks).isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  private static String bootId() throws IOException {
    return Files.readString(Path.of("/proc/sys/kernel/random/boot_id"), StandardCharsets.UTF_8)
        .strip();
  }

  private static Optional<Long> startTicks(long pid) {
    try {
      String stat =
          Files.readString(
              Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
      // The name in parentheses may hold anything, so fields are counted from its end.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      boolean ended = fields[0].equals("Z") || fields[0].equals("X");
      return ended ? Optional.empty() : Optional.of(Long.parseLong(fields[19]));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
