package io.trainwatt.cli.stack;

import java.util.ArrayList;
import java.util.List;

/** Keeps a process out of reach of the keys of a terminal, of its end, and of its process group. */
public final class Shield {
  // The shell and what follows it replace one another, so the process id stays that of the start.
  private static final String SCRIPT =
      "trap '' INT QUIT HUP; command -v setsid >/dev/null && exec setsid \"$@\"; exec \"$@\"";

  private Shield() {}

  /** The same command, to be started shielded; it keeps the process id it is started with. */
  public static List<String> around(List<String> command) {
    List<String> shielded = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "trainwatt"));
    shielded.addAll(command);
    return shielded;
  }
}
