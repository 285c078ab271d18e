package io.trainwatt.agent.progress.watch;

import io.trainwatt.agent.progress.file.FileFacts;
import io.trainwatt.agent.progress.file.FileFormat;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Files that a training writes and closes again, so that no descriptor tells of them: looked for by
 * name below its folders, nearest first. Bounded in depth and number; links are not followed.
 */
final class FolderWalk {

  private static final int DEEPEST = 6;
  private static final int MOST_ENTRIES = 4_000;
  private static final int MOST_FOUND = 64;
  private static final Set<String> LEFT_OUT =
      Set.of("node_modules", "site-packages", "__pycache__", "venv", "wandb");

  private FolderWalk() {}

  /** A file found by its name. */
  record Found(Path path, FileFormat format) {}

  private record Folder(Path path, int depth) {}

  /**
   * Looks below folders.
   *
   * @param sinceMicros files not written since then are of earlier trainings
   */
  static List<Found> below(Set<Path> folders, long sinceMicros) {
    List<Found> found = new ArrayList<>();
    Deque<Folder> open = new ArrayDeque<>();
    folders.forEach(folder -> open.add(new Folder(folder, 0)));
    int left = MOST_ENTRIES;
    while (!open.isEmpty() && left > 0) {
      Folder folder = open.removeFirst();
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder.path())) {
        for (Path entry : entries) {
          left--;
          if (left < 0 || found.size() >= MOST_FOUND) {
            return found;
          }
          look(entry, folder.depth(), sinceMicros, found, open);
        }
      } catch (IOException | java.nio.file.DirectoryIteratorException e) {
        // Gone or forbidden: what is in it is not to be seen.
      }
    }
    return found;
  }

  private static void look(
      Path entry, int depth, long sinceMicros, List<Found> found, Deque<Folder> open) {
    Path fileName = entry.getFileName();
    String name = fileName == null ? "" : fileName.toString();
    Optional<FileFormat> format = FileFormat.ofName(name).filter(FileFormat::isFoundByName);
    if (format.isPresent()) {
      if (isWrittenSince(entry, sinceMicros)) {
        found.add(new Found(entry, format.get()));
      }
    } else if (depth < DEEPEST
        && !name.startsWith(".")
        && !LEFT_OUT.contains(name)
        && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
      open.add(new Folder(entry, depth + 1));
    }
  }

  private static boolean isWrittenSince(Path file, long sinceMicros) {
    try {
      FileFacts facts = FileFacts.of(file, LinkOption.NOFOLLOW_LINKS);
      return facts.isRegular() && facts.modifiedMicros() >= sinceMicros;
    } catch (IOException e) {
      return false;
    }
  }
}
