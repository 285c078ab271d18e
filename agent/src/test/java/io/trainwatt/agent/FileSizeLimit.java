package io.trainwatt.agent;

import java.io.IOException;

/**
 * How large the files of a running process may grow ({@code RLIMIT_FSIZE}, by util-linux' {@code
 * prlimit}): a full disk for that process alone, without a file system of its own and without root.
 */
public final class FileSizeLimit {

  private FileSizeLimit() {}

  /** Writes beyond so many bytes fail from now on. */
  public static void of(Process process, long bytes) throws IOException, InterruptedException {
    set(process, Long.toString(bytes));
  }

  /** There is room again. */
  public static void none(Process process) throws IOException, InterruptedException {
    set(process, "unlimited");
  }

  private static void set(Process process, String soft) throws IOException, InterruptedException {
    Process prlimit =
        new ProcessBuilder("prlimit", "--pid", "" + process.pid(), "--fsize=" + soft + ":")
            .inheritIO()
            .start();
    if (prlimit.waitFor() != 0) {
      throw new IOException("prlimit ended with " + prlimit.exitValue());
    }
  }
}
