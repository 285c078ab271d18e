package io.trainwatt.cli.terminal;

import java.io.IOException;

/** A command that could not be started: it never ran. */
public final class SpawnFailed extends IOException {
  private static final long serialVersionUID = 1L;
  private static final int ENOENT = 2;
  private static final int EACCES = 13;
  private static final int ENOEXEC = 8;
  private static final int ENOTDIR = 20;
  private static final int EISDIR = 21;

  private final int errno;

  SpawnFailed(String command, int errno) {
    super(reason(command, errno));
    this.errno = errno;
  }

  private static String reason(String command, int errno) {
    return switch (errno) {
      case ENOENT, ENOTDIR -> command + ": not found";
      case EACCES, EISDIR -> command + ": permission to execute it is missing";
      case ENOEXEC -> command + ": is not a program";
      default -> command + ": cannot be started, errno " + errno;
    };
  }

  /** It, or what its first line names, is not there. */
  public boolean notFound() {
    return errno == ENOENT || errno == ENOTDIR;
  }

  /** It is there and is no program, or may not be run. */
  public boolean notExecutable() {
    return errno == EACCES || errno == ENOEXEC || errno == EISDIR;
  }

  boolean noProgram() {
    return errno == ENOEXEC;
  }
}
