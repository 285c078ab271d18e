package io.trainwatt.agent.procfs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The node's memory, from /proc/meminfo (proc_meminfo(5)). */
public final class MemoryInfo {
  private static final int BYTES = 256;
  private static final long KIBIBYTE = 1_024;

  private final KernelFile file = new KernelFile(BYTES);
  private final String path;

  /** Of the machine whose /proc it is. */
  public MemoryInfo(Path procRoot) {
    path = procRoot.resolve("meminfo").toString();
  }

  /**
   * Reads the file anew.
   *
   * @throws IOException if it cannot be read
   */
  public void refresh() throws IOException {
    file.read(path);
  }

  /** All memory the kernel manages, in bytes; absent if the file does not say. */
  public OptionalLong totalBytes() {
    return field("MemTotal:");
  }

  /** What a new process could have without swapping, in bytes; absent if the file does not say. */
  public OptionalLong availableBytes() {
    return field("MemAvailable:");
  }

  private OptionalLong field(String name) {
    for (String line : file.text().split("\n", -1)) {
      if (line.startsWith(name) && line.endsWith(" kB")) {
        try {
          long kibibytes = Long.parseLong(line.substring(name.length(), line.length() - 3).strip());
          return OptionalLong.of(Math.multiplyExact(kibibytes, KIBIBYTE));
        } catch (ArithmeticException | NumberFormatException e) {
          return OptionalLong.empty();
        }
      }
    }
    return OptionalLong.empty();
  }
}
