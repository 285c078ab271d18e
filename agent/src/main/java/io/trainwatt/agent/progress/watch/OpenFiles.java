package io.trainwatt.agent.progress.watch;

import io.trainwatt.agent.procfs.KernelFile;
import io.trainwatt.agent.progress.file.FileFormat;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The files that a process writes, by its open descriptors. Used by one thread. */
final class OpenFiles {

  private static final int MOST_DESCRIPTORS = 4_096;
  private static final int MOST_FOUND = 32;
  private static final int STANDARD_ERROR = 2;
  private static final int ACCESS_MODE = 3;
  private static final int BASE_OF_FLAGS = 8;
  private static final String FLAGS = "flags:";
  private static final String DELETED = " (deleted)";

  private final Path procRoot;
  private final KernelFile info = new KernelFile(512);

  OpenFiles(Path procRoot) {
    this.procRoot = procRoot;
  }

  /**
   * A file that may tell of progress.
   *
   * @param path of the descriptor, which leads into containers too
   * @param called as its process calls it
   */
  record Found(Path path, Path called, FileFormat format) {}

  /** Files open for writing, in the order of their descriptors; none of a process of others. */
  List<Found> of(long pid) {
    Path process = procRoot.resolve(Long.toString(pid));
    String[] names = new File(process.toString(), "fd").list();
    if (names == null) {
      return List.of();
    }
    long[] descriptors =
        Arrays.stream(names)
            .limit(MOST_DESCRIPTORS)
            .filter(name -> name.length() < 8 && name.chars().allMatch(Character::isDigit))
            .mapToLong(Long::parseLong)
            .filter(descriptor -> descriptor > 0)
            .sorted()
            .toArray();
    List<Found> found = new ArrayList<>();
    for (long descriptor : descriptors) {
      if (found.size() < MOST_FOUND) {
        look(process, descriptor).ifPresent(found::add);
      }
    }
    return found;
  }

  private Optional<Found> look(Path process, long descriptor) {
    Path link = process.resolve("fd/" + descriptor);
    String target;
    try {
      target = Files.readSymbolicLink(link).toString();
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
    if (!target.startsWith("/") || isOfTheKernel(target)) {
      return Optional.empty();
    }
    String plain =
        target.endsWith(DELETED) ? target.substring(0, target.length() - DELETED.length()) : target;
    Path called = Path.of(plain);
    Path name = called.getFileName();
    Optional<FileFormat> format =
        name == null ? Optional.empty() : FileFormat.ofName(name.toString());
    if (format.isEmpty() && descriptor <= STANDARD_ERROR) {
      format = Optional.of(FileFormat.CONSOLE);
    }
    return format
        .filter(f -> isOpenForWriting(process, descriptor))
        .map(f -> new Found(link, called, f));
  }

  private static boolean isOfTheKernel(String target) {
    return target.startsWith("/dev/") || target.startsWith("/proc/") || target.startsWith("/sys/");
  }

  private boolean isOpenForWriting(Path process, long descriptor) {
    try {
      info.read(process.resolve("fdinfo/" + descriptor).toString());
    } catch (IOException e) {
      return false;
    }
    for (String line : info.text().lines().toList()) {
      if (line.startsWith(FLAGS)) {
        try {
          long flags = Long.parseLong(line.substring(FLAGS.length()).strip(), BASE_OF_FLAGS);
          return (flags & ACCESS_MODE) != 0;
        } catch (NumberFormatException e) {
          return false;
        }
      }
    }
    return false;
  }
}
