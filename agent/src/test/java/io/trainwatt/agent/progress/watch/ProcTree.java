package io.trainwatt.agent.progress.watch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A {@code /proc} of our own, whose processes hold what a test says. */
final class ProcTree {

  private final Path root;

  ProcTree(Path root) {
    this.root = root;
  }

  Path root() {
    return root;
  }

  /** A process that works in a folder. */
  void process(long pid, Path work, String environment, String... command) throws IOException {
    Path process = Files.createDirectories(root.resolve(Long.toString(pid)));
    Files.createDirectories(process.resolve("fd"));
    Files.createDirectories(process.resolve("fdinfo"));
    Files.createSymbolicLink(process.resolve("cwd"), work);
    Files.writeString(process.resolve("status"), "Name:\tpython\nNSpid:\t" + pid + "\n");
    Files.writeString(process.resolve("environ"), environment);
    Files.writeString(process.resolve("cmdline"), String.join("\0", command) + "\0");
  }

  /** It opens a file: flags as open(2) has them. */
  void open(long pid, int descriptor, String target, int flags) throws IOException {
    Path process = root.resolve(Long.toString(pid));
    Path link = process.resolve("fd/" + descriptor);
    Files.deleteIfExists(link);
    Files.createSymbolicLink(link, Path.of(target));
    Files.writeString(
        process.resolve("fdinfo/" + descriptor),
        "pos:\t0\nflags:\t0" + Integer.toOctalString(flags) + "\nmnt_id:\t1\n",
        StandardCharsets.US_ASCII);
  }

  /** It writes a file. */
  void writes(long pid, int descriptor, Path file) throws IOException {
    open(pid, descriptor, file.toString(), 0100001);
  }

  /** It ends. */
  void end(long pid) throws IOException {
    try (var paths = Files.walk(root.resolve(Long.toString(pid)))) {
      for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
