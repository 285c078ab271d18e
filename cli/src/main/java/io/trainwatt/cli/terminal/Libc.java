package io.trainwatt.cli.terminal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.NoSuchElementException;

/**
 * The functions of the C library that this package uses, bound once. Constants are those of Linux
 * on x86-64 and aarch64, which agree.
 */
@SuppressWarnings("restricted")
final class Libc {
  static final int O_RDWR = 2;
  static final int O_NOCTTY = 0x100;
  static final int O_CLOEXEC = 0x80000;
  static final long TIOCGWINSZ = 0x5413;
  static final long TIOCSWINSZ = 0x5414;
  static final int TCSADRAIN = 1;
  static final int EINTR = 4;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final SymbolLookup SYMBOLS = LINKER.defaultLookup();
  private static final MemoryLayout CALL_STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final long STATE_BYTES = CALL_STATE.byteSize();

  /** {@code int posix_openpt(int flags)}. */
  static final MethodHandle POSIX_OPENPT = withErrno("posix_openpt", JAVA_INT);

  /** {@code int grantpt(int fd)}. */
  static final MethodHandle GRANTPT = withErrno("grantpt", JAVA_INT);

  /** {@code int unlockpt(int fd)}. */
  static final MethodHandle UNLOCKPT = withErrno("unlockpt", JAVA_INT);

  /** {@code int ptsname_r(int fd, char *buf, size_t buflen)}. */
  static final MethodHandle PTSNAME_R = withErrno("ptsname_r", JAVA_INT, ADDRESS, JAVA_LONG);

  /** {@code int open(const char *path, int flags)}; variadic, the mode is not passed. */
  static final MethodHandle OPEN =
      handle(
          "open",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
          Linker.Option.captureCallState("errno"),
          Linker.Option.firstVariadicArg(2));

  /** {@code ssize_t read(int fd, void *buf, size_t count)}. */
  static final MethodHandle READ =
      handle(
          "read",
          FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG),
          Linker.Option.captureCallState("errno"));

  /** {@code ssize_t write(int fd, const void *buf, size_t count)}. */
  static final MethodHandle WRITE =
      handle(
          "write",
          FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG),
          Linker.Option.captureCallState("errno"));

  /** {@code int close(int fd)}. */
  static final MethodHandle CLOSE = withErrno("close", JAVA_INT);

  /** {@code int pipe2(int fds[2], int flags)}. */
  static final MethodHandle PIPE2 = withErrno("pipe2", ADDRESS, JAVA_INT);

  /** {@code int isatty(int fd)}. */
  static final MethodHandle ISATTY = withErrno("isatty", JAVA_INT);

  /** {@code pid_t tcgetpgrp(int fd)}. */
  static final MethodHandle TCGETPGRP = withErrno("tcgetpgrp", JAVA_INT);

  /** {@code pid_t getpgrp(void)}. */
  static final MethodHandle GETPGRP = handle("getpgrp", FunctionDescriptor.of(JAVA_INT));

  /** {@code uid_t getuid(void)}. */
  static final MethodHandle GETUID = handle("getuid", FunctionDescriptor.of(JAVA_INT));

  /** {@code int ioctl(int fd, unsigned long request, ...)} with one pointer. */
  static final MethodHandle IOCTL =
      handle(
          "ioctl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
          Linker.Option.captureCallState("errno"),
          Linker.Option.firstVariadicArg(2));

  /** {@code int tcgetattr(int fd, struct termios *t)}. */
  static final MethodHandle TCGETATTR = withErrno("tcgetattr", JAVA_INT, ADDRESS);

  /** {@code int tcsetattr(int fd, int actions, const struct termios *t)}. */
  static final MethodHandle TCSETATTR = withErrno("tcsetattr", JAVA_INT, JAVA_INT, ADDRESS);

  /** {@code void cfmakeraw(struct termios *t)}. */
  static final MethodHandle CFMAKERAW = handle("cfmakeraw", FunctionDescriptor.ofVoid(ADDRESS));

  /** {@code pid_t waitpid(pid_t pid, int *status, int options)}. */
  static final MethodHandle WAITPID = withErrno("waitpid", JAVA_INT, ADDRESS, JAVA_INT);

  /** {@code int kill(pid_t pid, int sig)}. */
  static final MethodHandle KILL = withErrno("kill", JAVA_INT, JAVA_INT);

  /** {@code int execve(const char *path, char *const argv[], char *const envp[])}. */
  static final MethodHandle EXECVE = withErrno("execve", ADDRESS, ADDRESS, ADDRESS);

  private Libc() {}

  /** Binds a function that returns int and sets errno. */
  private static MethodHandle withErrno(String name, MemoryLayout... arguments) {
    return handle(
        name, FunctionDescriptor.of(JAVA_INT, arguments), Linker.Option.captureCallState("errno"));
  }

  /** Binds a function. */
  static MethodHandle handle(String name, FunctionDescriptor descriptor, Linker.Option... options) {
    MemorySegment symbol =
        SYMBOLS
            .find(name)
            .orElseThrow(() -> new NoSuchElementException("the C library has no " + name));
    return LINKER.downcallHandle(symbol, descriptor, options);
  }

  /** The process's own environment block. */
  static MemorySegment environ() {
    MemorySegment variable = SYMBOLS.find("environ").orElseThrow().reinterpret(ADDRESS.byteSize());
    return variable.get(ADDRESS, 0).reinterpret(Long.MAX_VALUE);
  }

  /** Room for errno. */
  static MemorySegment state(Arena arena) {
    return arena.allocate(STATE_BYTES, ValueLayout.JAVA_LONG.byteAlignment());
  }

  /** What the last call left in errno. */
  static int errno(MemorySegment state) {
    return (int) ERRNO.get(state, 0L);
  }

  /** Says what failed and why. */
  static IOException failure(String function, int errno) {
    return new IOException(function + " failed: errno " + errno);
  }
}
