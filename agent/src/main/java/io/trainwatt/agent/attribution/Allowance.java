package io.trainwatt.agent.attribution;

import io.trainwatt.agent.procfs.KernelFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * On how many CPUs a run may compute, by the affinity of its processes ({@code Cpus_allowed} of
 * {@code /proc/PID/status}): what a scheduler or a control group left it. Used by one thread.
 */
final class Allowance {
  private static final String KEY = "Cpus_allowed:";
  private static final int BYTES = 8 << 10;
  private static final int MOST_PROCESSES = 4;
  private static final int LOOKS_BETWEEN = 30;
  private static final int HEX = 16;

  private final String prefix;
  private final int cpus;
  private final KernelFile file = new KernelFile(BYTES);
  private final Map<String, Long> known = new HashMap<>();
  private long look;

  /**
   * @param cpus of the node
   */
  Allowance(Path procRoot, int cpus) {
    this.prefix = procRoot + "/";
    this.cpus = cpus;
  }

  /** A new tick begins; now and then all is read anew. */
  void refresh() {
    if (look % LOOKS_BETWEEN == 0) {
      known.clear();
    }
    look++;
  }

  /** The most that one of its first processes may use; all CPUs where that isn't known. */
  long of(MeteredRun run) {
    return known.computeIfAbsent(run.id(), id -> read(run));
  }

  private long read(MeteredRun run) {
    long most = 0;
    int left = MOST_PROCESSES;
    for (Member member : run.members()) {
      if (left > 0 && member.alive()) {
        left--;
        most = Math.max(most, read(member.pid));
      }
    }
    return most == 0 ? cpus : Math.min(most, cpus);
  }

  private long read(long pid) {
    try {
      file.read(prefix + pid + "/status");
    } catch (IOException e) {
      return 0;
    }
    String text = file.text();
    int at = text.indexOf(KEY);
    long bits = 0;
    for (int i = at + KEY.length(); at >= 0 && i < text.length() && text.charAt(i) != '\n'; i++) {
      int digit = Character.digit(text.charAt(i), HEX);
      bits += digit < 0 ? 0 : Integer.bitCount(digit);
    }
    return bits;
  }
}
