package io.trainwatt.agent.control;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Where the agent's socket lies. */
public final class SocketPaths {

  private static final String FILE = "trainwatt/agent.sock";
  private static final Path RUN = Path.of("/run");

  private SocketPaths() {}

  /**
   * Where a client looks, in this order: {@code TRAINWATT_SOCKET} alone if it is set, else where
   * agents listen when nobody says.
   *
   * @param environment of the process
   * @param uid of the user
   */
  public static List<Path> candidates(Map<String, String> environment, long uid) {
    String set = environment.get("TRAINWATT_SOCKET");
    if (set != null && !set.isBlank()) {
      return List.of(Path.of(set));
    }
    List<Path> candidates = new ArrayList<>();
    candidates.add(RUN.resolve(FILE));
    String runtime = environment.get("XDG_RUNTIME_DIR");
    if (runtime != null && !runtime.isBlank()) {
      candidates.add(Path.of(runtime).resolve(FILE));
    }
    candidates.add(Path.of("/tmp/trainwatt-" + uid + "/agent.sock"));
    return candidates;
  }

  /** Where an agent listens when nobody says. */
  public static Path standard(Map<String, String> environment, long uid) {
    if (Files.isWritable(RUN)) {
      return RUN.resolve(FILE);
    }
    String runtime = environment.get("XDG_RUNTIME_DIR");
    return runtime != null && !runtime.isBlank() && Files.isWritable(Path.of(runtime))
        ? Path.of(runtime).resolve(FILE)
        : Path.of("/tmp/trainwatt-" + uid + "/agent.sock");
  }

  /** Whether everyone on the machine may speak through it: root's own under {@code /run}. */
  public static boolean isForEveryone(Path socket, long uid) {
    return uid == 0 && socket.startsWith(RUN);
  }
}
