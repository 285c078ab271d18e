package io.trainwatt.agent.procfs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What the node's CPUs did since boot, from the first line of /proc/stat (proc_stat(5)). Used by
 * one thread.
 *
 * <p>Busy is user, nice, system, irq and softirq. Guests are part of user already; stolen time was
 * another machine's.
 */
public final class CpuTimes {
  private static final int USER = 0;
  private static final int IDLE = 3;
  private static final int IO_WAIT = 4;
  private static final int STEAL = 7;
  private static final int FIELDS = 8;
  private static final int FIRST_LINE_BYTES = 512;

  private final KernelFile file = new KernelFile(FIRST_LINE_BYTES);
  private final String path;
  private final long[] fields = new long[FIELDS];

  /** Of the machine whose /proc it is. */
  public CpuTimes(Path procRoot) {
    path = procRoot.resolve("stat").toString();
  }

  /**
   * Reads the times anew and returns the busy ones.
   *
   * @return ticks of all CPUs together
   * @throws IOException if the file cannot be read or does not begin with the times of all CPUs
   */
  public long busyTicks() throws IOException {
    file.read(path);
    parse();
    long busy = 0;
    for (int i = USER; i < FIELDS; i++) {
      if (i != IDLE && i != IO_WAIT && i != STEAL) {
        busy += fields[i];
      }
    }
    return busy;
  }

  private void parse() throws IOException {
    if (file.at(0) != 'c' || file.at(1) != 'p' || file.at(2) != 'u' || file.at(3) != ' ') {
      throw new IOException(path + " does not begin with \"cpu \"");
    }
    int at = 3;
    for (int i = 0; i < FIELDS; i++) {
      while (file.at(at) == ' ') {
        at++;
      }
      int start = at;
      long value = 0;
      while (file.at(at) >= '0' && file.at(at) <= '9') {
        value = value * 10 + (file.at(at) - '0');
        at++;
      }
      if (at == start && i <= IDLE) {
        throw new IOException("%s: field %d of the first line is no number".formatted(path, i + 1));
      }
      fields[i] = value;
    }
  }

  /**
   * How many CPUs the kernel schedules on: lines {@code cpu0}, {@code cpu1} and so on.
   *
   * @return at least 1
   * @throws IOException if the file cannot be read
   */
  public static int online(Path procRoot) throws IOException {
    // Any byte is a character of this charset: garbage is no error here.
    try (Stream<String> lines =
        Files.lines(procRoot.resolve("stat"), StandardCharsets.ISO_8859_1)) {
      long count =
          lines
              .filter(line -> line.startsWith("cpu") && line.length() > 3)
              .filter(line -> Character.isDigit(line.charAt(3)))
              .count();
      return Math.max(1, Math.toIntExact(count));
    } catch (UncheckedIOException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
