package io.trainwatt.cli.terminal;

/** Whose process this is. */
public final class User {
  private User() {}

  /** The real user id. */
  public static long id() {
    try {
      return Integer.toUnsignedLong((int) Libc.GETUID.invokeExact());
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
