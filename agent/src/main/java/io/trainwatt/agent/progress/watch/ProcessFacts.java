package io.trainwatt.agent.progress.watch;

import io.trainwatt.agent.procfs.KernelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What tells where a process writes, read once (proc_pid_cwd(5), _environ, _cmdline, _status).
 *
 * @param pid as seen here
 * @param ownPid as the process knows itself, in its PID namespace
 * @param rank as its launcher says, 0 when none does
 * @param folders its working folder, and folders that its command line names
 */
record ProcessFacts(long pid, long ownPid, int rank, Set<Path> folders) {

  private static final int MOST_BYTES = 64 << 10;
  private static final int MOST_FOLDERS = 16;
  private static final int MOST_WORDS = 64;
  private static final Pattern RANK =
      Pattern.compile(
          "(?:^|\\x00)(RANK|OMPI_COMM_WORLD_RANK|PMI_RANK|SLURM_PROCID)=(\\d{1,7})\\x00");
  private static final Pattern OWN_PID = Pattern.compile("(?m)^NSpid:(?:\\s+\\d+)*\\s+(\\d+)$");
  private static final Pattern WORD = Pattern.compile("[^\\x00]+");

  ProcessFacts {
    folders = Set.copyOf(folders);
  }

  static ProcessFacts of(Path procRoot, long pid, KernelFile file) {
    Path process = procRoot.resolve(Long.toString(pid));
    Matcher own = OWN_PID.matcher(text(file, process.resolve("status")));
    return new ProcessFacts(
        pid,
        own.find() ? Long.parseLong(own.group(1)) : pid,
        rank(text(file, process.resolve("environ"))),
        folders(procRoot, process, text(file, process.resolve("cmdline"))));
  }

  private static String text(KernelFile file, Path path) {
    try {
      file.read(path.toString());
      return file.text();
    } catch (IOException e) {
      // Gone, or another user's: then less is known.
      return "";
    }
  }

  private static int rank(String environment) {
    Matcher matcher = RANK.matcher(environment);
    return matcher.find() ? Integer.parseInt(matcher.group(2)) : 0;
  }

  private static Set<Path> folders(Path procRoot, Path process, String command) {
    Set<Path> folders = new LinkedHashSet<>();
    boolean ours = isOurMountNamespace(procRoot, process);
    Path work = process.resolve("cwd");
    if (ours) {
      try {
        // Stays good when the process is gone.
        work = Files.readSymbolicLink(work);
      } catch (IOException | UnsupportedOperationException e) {
        return folders;
      }
    }
    add(folders, work);
    Path root = ours ? Path.of("/") : process.resolve("root");
    Matcher words = WORD.matcher(command);
    for (int word = 0; word < MOST_WORDS && words.find(); word++) {
      String value = words.group().substring(words.group().indexOf('=') + 1);
      if (folders.size() < MOST_FOLDERS) {
        named(value, work, root).ifPresent(folder -> add(folders, folder));
      }
    }
    return folders;
  }

  private static Optional<Path> named(String value, Path work, Path root) {
    if (value.isEmpty() || value.startsWith("-")) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          value.startsWith("/")
              ? root.resolve(value.substring(1))
              : work.resolve(value).normalize());
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static void add(Set<Path> folders, Path folder) {
    // The root of a machine is nobody's folder.
    if (folder.getNameCount() > 0 && Files.isDirectory(folder)) {
      folders.add(folder);
    }
  }

  private static boolean isOurMountNamespace(Path procRoot, Path process) {
    try {
      return Files.readSymbolicLink(procRoot.resolve("self/ns/mnt"))
          .equals(Files.readSymbolicLink(process.resolve("ns/mnt")));
    } catch (IOException | UnsupportedOperationException e) {
      return true;
    }
  }

  /** Room for what {@link #of} reads. */
  static KernelFile buffer() {
    return new KernelFile(MOST_BYTES);
  }
}
