package io.trainwatt.cli.terminal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A command started by {@code posix_spawnp}: its process id, its end, and signals to it. */
public final class SpawnedProcess {
  private static final int SET_PROCESS_GROUP = 2;
  private static final int SET_SIGNAL_MASK = 8;
  private static final int SET_SESSION = 0x80;

  /** {@code int posix_spawnp(pid_t *, const char *, file_actions *, attr *, argv, envp)}. */
  private static final MethodHandle SPAWNP =
      plain("posix_spawnp", ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);

  /** {@code int posix_spawn_file_actions_init(file_actions *)}. */
  private static final MethodHandle ACTIONS_INIT = plain("posix_spawn_file_actions_init", ADDRESS);

  /** {@code int posix_spawn_file_actions_destroy(file_actions *)}. */
  private static final MethodHandle ACTIONS_DESTROY =
      plain("posix_spawn_file_actions_destroy", ADDRESS);

  /** {@code int posix_spawn_file_actions_addopen(file_actions *, int, path, flags, mode)}. */
  private static final MethodHandle ACTIONS_ADD_OPEN =
      plain("posix_spawn_file_actions_addopen", ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);

  /** {@code int posix_spawn_file_actions_adddup2(file_actions *, int fd, int newfd)}. */
  private static final MethodHandle ACTIONS_ADD_DUP2 =
      plain("posix_spawn_file_actions_adddup2", ADDRESS, JAVA_INT, JAVA_INT);

  /** {@code int posix_spawnattr_init(attr *)}. */
  private static final MethodHandle ATTR_INIT = plain("posix_spawnattr_init", ADDRESS);

  /** {@code int posix_spawnattr_setflags(attr *, short)}. */
  private static final MethodHandle ATTR_SET_FLAGS =
      plain("posix_spawnattr_setflags", ADDRESS, JAVA_SHORT);

  /** {@code int posix_spawnattr_setsigmask(attr *, const sigset_t *)}. */
  private static final MethodHandle ATTR_SET_MASK =
      plain("posix_spawnattr_setsigmask", ADDRESS, ADDRESS);

  private final int pid;

  private SpawnedProcess(int pid) {
    this.pid = pid;
  }

  private static MethodHandle plain(String name, MemoryLayout... arguments) {
    return Libc.handle(name, FunctionDescriptor.of(JAVA_INT, arguments));
  }

  /**
   * Starts a command, looking it up in {@code PATH}. A script without a first line that names its
   * interpreter is given to {@code /bin/sh}, as shells do.
   *
   * @throws SpawnFailed if it never ran
   */
  public static SpawnedProcess start(Spawn spawn) throws SpawnFailed {
    try {
      return new SpawnedProcess(spawn(spawn, spawn.arguments()));
    } catch (SpawnFailed e) {
      if (!e.noProgram()) {
        throw e;
      }
      List<byte[]> shell = new java.util.ArrayList<>();
      shell.add("/bin/sh".getBytes(StandardCharsets.UTF_8));
      shell.addAll(spawn.arguments());
      return new SpawnedProcess(spawn(spawn, shell));
    }
  }

  private static int spawn(Spawn spawn, List<byte[]> arguments) throws SpawnFailed {
    try (Arena arena = Arena.ofConfined()) {
      // glibc: 80 and 336 bytes; musl: less.
      MemorySegment actions = arena.allocate(512, 16);
      MemorySegment attributes = arena.allocate(1024, 16);
      check("posix_spawn_file_actions_init", (int) ACTIONS_INIT.invokeExact(actions));
      check("posix_spawnattr_init", (int) ATTR_INIT.invokeExact(attributes));
      for (int number = 0; number < 3; number++) {
        addStandard(arena, actions, spawn, number);
      }
      // The virtual machine blocks SIGQUIT in its threads; a command must not inherit that.
      MemorySegment nothingBlocked = arena.allocate(128, 8);
      check("sigmask", (int) ATTR_SET_MASK.invokeExact(attributes, nothingBlocked));
      check("flags", (int) ATTR_SET_FLAGS.invokeExact(attributes, flags(spawn.group())));
      MemorySegment pid = arena.allocate(JAVA_INT);
      MemorySegment argv = Blocks.strings(arena, arguments);
      MemorySegment environment = Blocks.environment(arena, spawn.environment());
      int errno =
          (int)
              SPAWNP.invokeExact(pid, argv.get(ADDRESS, 0), actions, attributes, argv, environment);
      check("posix_spawn_file_actions_destroy", (int) ACTIONS_DESTROY.invokeExact(actions));
      if (errno != 0) {
        throw new SpawnFailed(
            new String(spawn.arguments().getFirst(), StandardCharsets.UTF_8), errno);
      }
      return pid.get(JAVA_INT, 0);
    } catch (SpawnFailed e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static short flags(Spawn.Group group) {
    return (short)
        (SET_SIGNAL_MASK
            | switch (group) {
              case OURS -> 0;
              case OWN -> SET_PROCESS_GROUP;
              case OWN_SESSION -> SET_SESSION;
            });
  }

  private static void addStandard(Arena arena, MemorySegment actions, Spawn spawn, int number)
      throws Throwable {
    Spawn.Standard standard = spawn.standard(number).orElse(null);
    switch (standard) {
      case null -> {}
      case Spawn.Standard.Terminal terminal ->
          check(
              "addopen",
              (int)
                  ACTIONS_ADD_OPEN.invokeExact(
                      actions, number, arena.allocateFrom(terminal.path()), Libc.O_RDWR, 0));
      case Spawn.Standard.Handed handed ->
          check(
              "adddup2",
              (int) ACTIONS_ADD_DUP2.invokeExact(actions, handed.descriptor().number(), number));
    }
  }

  private static void check(String what, int result) {
    if (result != 0) {
      throw new IllegalStateException(what + " failed: errno " + result);
    }
  }

  /** The process id. */
  public int pid() {
    return pid;
  }

  /**
   * Waits until it ends. To be called by one thread, once.
   *
   * @return its exit code, 128 + signal when a signal ended it
   * @throws IOException if it is not our child any more
   */
  public int waitFor() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Libc.state(arena);
      MemorySegment status = arena.allocate(JAVA_INT);
      while (true) {
        int result = (int) Libc.WAITPID.invokeExact(state, pid, status, 0);
        if (result == pid) {
          int word = status.get(JAVA_INT, 0);
          int signal = word & 0x7f;
          return signal == 0 ? (word >> 8) & 0xff : 128 + signal;
        }
        if (Libc.errno(state) != Libc.EINTR) {
          throw Libc.failure("waitpid", Libc.errno(state));
        }
      }
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sends it a signal; without effect when it has ended. */
  public void signal(int number) {
    kill(pid, number);
  }

  /** Sends a signal to a process; without effect when there is none. */
  public static void kill(int pid, int number) {
    try (Arena arena = Arena.ofConfined()) {
      int ignored = (int) Libc.KILL.invokeExact(Libc.state(arena), pid, number);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
