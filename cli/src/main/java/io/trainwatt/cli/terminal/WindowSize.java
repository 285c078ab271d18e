package io.trainwatt.cli.terminal;

import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * How large a terminal is.
 *
 * @param rows characters, 0 if it does not say
 * @param columns characters, 0 if it does not say
 * @param widthPixels 0 if it does not say
 * @param heightPixels 0 if it does not say
 */
public record WindowSize(int rows, int columns, int widthPixels, int heightPixels) {

  /**
   * Asks a terminal.
   *
   * @throws IOException if it is not one
   */
  public static WindowSize of(Descriptor terminal) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment size = arena.allocate(JAVA_SHORT, 4);
      ioctl(terminal, Libc.TIOCGWINSZ, size);
      return new WindowSize(
          Short.toUnsignedInt(size.getAtIndex(JAVA_SHORT, 0)),
          Short.toUnsignedInt(size.getAtIndex(JAVA_SHORT, 1)),
          Short.toUnsignedInt(size.getAtIndex(JAVA_SHORT, 2)),
          Short.toUnsignedInt(size.getAtIndex(JAVA_SHORT, 3)));
    }
  }

  /**
   * Sets a terminal's size; who lives on it is told by SIGWINCH.
   *
   * @throws IOException if it is not one
   */
  public void giveTo(Descriptor terminal) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment size = arena.allocate(JAVA_SHORT, 4);
      size.setAtIndex(JAVA_SHORT, 0, (short) rows);
      size.setAtIndex(JAVA_SHORT, 1, (short) columns);
      size.setAtIndex(JAVA_SHORT, 2, (short) widthPixels);
      size.setAtIndex(JAVA_SHORT, 3, (short) heightPixels);
      ioctl(terminal, Libc.TIOCSWINSZ, size);
    }
  }

  private static void ioctl(Descriptor terminal, long request, MemorySegment argument)
      throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Libc.state(arena);
      int result = (int) Libc.IOCTL.invokeExact(state, terminal.number(), request, argument);
      if (result != 0) {
        throw Libc.failure("ioctl", Libc.errno(state));
      }
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
