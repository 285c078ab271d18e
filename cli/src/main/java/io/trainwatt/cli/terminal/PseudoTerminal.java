package io.trainwatt.cli.terminal;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A pseudo-terminal: we hold the master, a spawned command lives on the other side.
 *
 * @param master our side
 * @param name the path of the other side
 */
public record PseudoTerminal(Descriptor master, String name) implements AutoCloseable {

  /**
   * Opens a new one.
   *
   * @throws IOException if the system has none left
   */
  public static PseudoTerminal open() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Libc.state(arena);
      int fd =
          (int) Libc.POSIX_OPENPT.invokeExact(state, Libc.O_RDWR | Libc.O_NOCTTY | Libc.O_CLOEXEC);
      if (fd < 0) {
        throw Libc.failure("posix_openpt", Libc.errno(state));
      }
      Descriptor master = new Descriptor(fd);
      try {
        return new PseudoTerminal(master, unlock(arena, state, fd));
      } catch (IOException e) {
        master.close();
        throw e;
      }
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static String unlock(Arena arena, MemorySegment state, int fd) throws Throwable {
    if ((int) Libc.GRANTPT.invokeExact(state, fd) != 0) {
      throw Libc.failure("grantpt", Libc.errno(state));
    }
    if ((int) Libc.UNLOCKPT.invokeExact(state, fd) != 0) {
      throw Libc.failure("unlockpt", Libc.errno(state));
    }
    MemorySegment name = arena.allocate(128);
    if ((int) Libc.PTSNAME_R.invokeExact(state, fd, name, 128L) != 0) {
      throw Libc.failure("ptsname_r", Libc.errno(state));
    }
    return name.getString(0);
  }

  /**
   * Opens the other side in this process, without making it our terminal. A command's output stays
   * readable after it ended as long as one descriptor is open.
   *
   * @throws IOException if it is gone
   */
  public Descriptor openOtherSide() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Libc.state(arena);
      int fd =
          (int)
              Libc.OPEN.invokeExact(
                  state, arena.allocateFrom(name), Libc.O_RDWR | Libc.O_NOCTTY | Libc.O_CLOEXEC);
      if (fd < 0) {
        throw Libc.failure("open " + name, Libc.errno(state));
      }
      return new Descriptor(fd);
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    master.close();
  }
}
