package io.trainwatt.cli.terminal;

import static java.lang.foreign.ValueLayout.ADDRESS;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Becoming another program. */
public final class Exec {
  private Exec() {}

  /**
   * Replaces this process, which keeps its id, by a command given by its path.
   *
   * @return never
   * @throws IOException if it cannot be started; this process goes on
   */
  public static IOException become(List<String> command, Map<String, String> environment)
      throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Libc.state(arena);
      MemorySegment argv =
          Blocks.strings(
              arena, command.stream().map(word -> word.getBytes(StandardCharsets.UTF_8)).toList());
      int result =
          (int)
              Libc.EXECVE.invokeExact(
                  state, argv.get(ADDRESS, 0), argv, Blocks.environment(arena, environment));
      throw Libc.failure(
          "execve of " + command.getFirst() + " (" + result + ")", Libc.errno(state));
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
