package io.trainwatt.cli.terminal;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * One open file descriptor: bytes in and out without any buffer in between. Reads and writes may
 * come from different threads.
 */
public final class Descriptor implements AutoCloseable {
  /** Standard input. */
  public static final Descriptor STDIN = new Descriptor(0);

  /** Standard output. */
  public static final Descriptor STDOUT = new Descriptor(1);

  /** Standard error. */
  public static final Descriptor STDERR = new Descriptor(2);

  private final int number;
  private boolean closed;

  Descriptor(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  /** Whether it is a terminal. */
  public boolean isTerminal() {
    try (Arena arena = Arena.ofConfined()) {
      return (int) Libc.ISATTY.invokeExact(Libc.state(arena), number) == 1;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether it is our controlling terminal and its keys go to us: not a job in the background. */
  public boolean isOurForeground() {
    try (Arena arena = Arena.ofConfined()) {
      int foreground = (int) Libc.TCGETPGRP.invokeExact(Libc.state(arena), number);
      return foreground == (int) Libc.GETPGRP.invokeExact();
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Reads what is there, at least one byte.
   *
   * @return how many, or 0 at the end; the end of a pseudo-terminal whose last user is gone counts
   *     as one
   * @throws IOException if it cannot be read
   */
  public int read(byte[] into) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Libc.state(arena);
      MemorySegment buffer = arena.allocate(into.length);
      while (true) {
        long count = (long) Libc.READ.invokeExact(state, number, buffer, (long) into.length);
        if (count >= 0) {
          MemorySegment.copy(buffer, JAVA_BYTE, 0, into, 0, (int) count);
          return (int) count;
        }
        int errno = Libc.errno(state);
        if (errno == 5) { // EIO: what a pseudo-terminal says when nobody has its other side open
          return 0;
        }
        if (errno != Libc.EINTR) {
          throw Libc.failure("read", errno);
        }
      }
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Writes all of it.
   *
   * @throws IOException if nobody reads it any more
   */
  public void write(byte[] bytes, int length) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Libc.state(arena);
      MemorySegment buffer = arena.allocate(Math.max(1, length));
      MemorySegment.copy(bytes, 0, buffer, JAVA_BYTE, 0, length);
      long written = 0;
      while (written < length) {
        long count =
            (long)
                Libc.WRITE.invokeExact(
                    state, number, buffer.asSlice(written), (long) length - written);
        if (count >= 0) {
          written += count;
        } else if (Libc.errno(state) != Libc.EINTR) {
          throw Libc.failure("write", Libc.errno(state));
        }
      }
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Closes it; a second time changes nothing. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try (Arena arena = Arena.ofConfined()) {
      int ignored = (int) Libc.CLOSE.invokeExact(Libc.state(arena), number);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
