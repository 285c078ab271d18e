package io.trainwatt.agent.procfs;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The process or thread number the kernel gave last, from /proc/loadavg (proc_loadavg(5)), and so
 * which numbers were given since the look before. Used by one thread.
 */
public final class LastPid {
  private static final long UNKNOWN = -1;
  private static final int BYTES = 128;

  private final KernelFile file = new KernelFile(BYTES);
  private final String path;
  private long before = UNKNOWN;
  private long now = UNKNOWN;

  /** Nothing is read yet. */
  public LastPid(Path procRoot) {
    path = procRoot.resolve("loadavg").toString();
  }

  /** Looks again. */
  public void refresh() {
    before = now;
    now = read();
  }

  private long read() {
    try {
      file.read(path);
    } catch (IOException e) {
      return UNKNOWN;
    }
    long value = 0;
    for (int i = file.lastIndexOf(' ') + 1; file.at(i) >= '0' && file.at(i) <= '9'; i++) {
      value = value * 10 + (file.at(i) - '0');
    }
    return value > 0 ? value : UNKNOWN;
  }

  /** Whether it is known for this look and the one before. */
  public boolean known() {
    return before != UNKNOWN && now != UNKNOWN;
  }

  /** Whether any number may have been given since the look before. */
  public boolean moved() {
    return !known() || before != now;
  }

  /** Whether this number may have been given since the look before. */
  public boolean mayBeNew(long pid) {
    if (!known()) {
      return false;
    }
    return before <= now ? pid > before && pid <= now : pid > before || pid <= now;
  }
}
