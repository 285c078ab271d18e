package io.trainwatt.agent.procfs;

import java.io.IOException;
import java.nio.file.Path;

/**
 * One process at a time, from {@code /proc/<pid>/stat} (proc_pid_stat(5)). The command in it may
 * hold anything, so fields are counted from its last closing bracket. Used again for every process,
 * by one thread.
 */
public final class ProcessStat {
  private static final int STATE = 3;
  private static final int PARENT = 4;
  private static final int GROUP = 5;
  private static final int SESSION = 6;
  private static final int USER_TICKS = 14;
  private static final int SYSTEM_TICKS = 15;
  private static final int CHILD_USER_TICKS = 16;
  private static final int CHILD_SYSTEM_TICKS = 17;
  private static final int START_TICKS = 22;
  private static final int RESIDENT_PAGES = 24;
  private static final int LAST = RESIDENT_PAGES;
  private static final int BYTES = 2_048;

  private final KernelFile file = new KernelFile(BYTES);
  private final String prefix;
  private final long[] fields = new long[LAST + 1];

  /** Nothing is read yet. */
  public ProcessStat(Path procRoot) {
    prefix = procRoot + "/";
  }

  /**
   * Reads a process.
   *
   * @return whether there is such a process and its line could be understood
   */
  public boolean read(long pid) {
    try {
      file.read(prefix + pid + "/stat");
    } catch (IOException e) {
      return false;
    }
    int bracket = file.lastIndexOf(')');
    if (bracket < 0) {
      return false;
    }
    int at = bracket + 2;
    fields[STATE] = file.at(at);
    at += 2;
    for (int field = PARENT; field <= LAST; field++) {
      boolean negative = file.at(at) == '-';
      int start = negative ? at + 1 : at;
      int end = start;
      long value = 0;
      while (file.at(end) >= '0' && file.at(end) <= '9') {
        value = value * 10 + (file.at(end) - '0');
        end++;
      }
      if (end == start) {
        return false;
      }
      fields[field] = negative ? -value : value;
      at = end + 1;
    }
    return true;
  }

  /** Its name, 15 characters at most: of the program, unless it calls itself otherwise. */
  public String name() {
    String text = file.text();
    int open = text.indexOf('(');
    int close = text.lastIndexOf(')');
    return open < 0 || close < open ? "" : text.substring(open + 1, close);
  }

  /** Whether it has ended and only waits to be reaped. */
  public boolean dead() {
    return fields[STATE] == 'Z' || fields[STATE] == 'X' || fields[STATE] == 'x';
  }

  /** The process that started it, or whoever took it over. */
  public long parent() {
    return fields[PARENT];
  }

  /** Its process group. */
  public long group() {
    return fields[GROUP];
  }

  /** Its session. */
  public long session() {
    return fields[SESSION];
  }

  /** CPU time of its own threads. */
  public long ownTicks() {
    return fields[USER_TICKS] + fields[SYSTEM_TICKS];
  }

  /** CPU time of children it has waited for, and of theirs. */
  public long childTicks() {
    return fields[CHILD_USER_TICKS] + fields[CHILD_SYSTEM_TICKS];
  }

  /** When it started: with its number, its identity. */
  public long startTicks() {
    return fields[START_TICKS];
  }

  /** Pages of memory that are present. */
  public long residentPages() {
    return Math.max(0, fields[RESIDENT_PAGES]);
  }
}
