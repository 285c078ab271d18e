package io.trainwatt.cli.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Archives of loaded classes, so that a part starts faster from its second time on. The first time
 * writes one when it ends; a broken or outdated one is passed over by the virtual machine.
 */
final class ClassArchives {
  private final Path folder;

  ClassArchives(Path folder) {
    this.folder = folder;
  }

  /** Options that use a part's archive, or make it. */
  List<String> options(Part part) {
    Path archive = folder.resolve(part.label() + ".jsa");
    Path fresh = folder.resolve(part.label() + ".fresh.jsa");
    try {
      Files.createDirectories(folder);
      if (Files.exists(archive)) {
        return List.of("-XX:SharedArchiveFile=" + archive);
      }
      if (isComplete(fresh)) {
        Files.move(fresh, archive, StandardCopyOption.ATOMIC_MOVE);
        return List.of("-XX:SharedArchiveFile=" + archive);
      }
      return Files.exists(fresh) ? List.of() : List.of("-XX:ArchiveClassesAtExit=" + fresh);
    } catch (IOException e) {
      // An installation that cannot be written: parts start without archives.
      return List.of();
    }
  }

  private static boolean isComplete(Path fresh) throws IOException {
    // Somebody may be writing it right now; what is being written is younger than this.
    return Files.exists(fresh)
        && Files.size(fresh) > 0
        && System.currentTimeMillis() - Files.getLastModifiedTime(fresh).toMillis() > 2_000;
  }
}
