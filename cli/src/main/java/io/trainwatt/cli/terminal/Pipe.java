package io.trainwatt.cli.terminal;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A pipe whose ends a spawned process gets only when told so.
 *
 * @param reads the end to read from
 * @param writes the end to write to
 */
public record Pipe(Descriptor reads, Descriptor writes) {

  /**
   * Makes one.
   *
   * @throws IOException if no descriptor is left
   */
  public static Pipe open() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Libc.state(arena);
      MemorySegment ends = arena.allocate(JAVA_INT, 2);
      int result = (int) Libc.PIPE2.invokeExact(state, ends, Libc.O_CLOEXEC);
      if (result != 0) {
        throw Libc.failure("pipe2", Libc.errno(state));
      }
      return new Pipe(
          new Descriptor(ends.getAtIndex(JAVA_INT, 0)),
          new Descriptor(ends.getAtIndex(JAVA_INT, 1)));
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
