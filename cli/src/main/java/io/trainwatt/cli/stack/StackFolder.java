package io.trainwatt.cli.stack;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** A data directory as files. */
public final class StackFolder {
  private StackFolder() {}

  /**
   * Removes what the stack of a data directory has stored. Only for whoever holds the directory.
   *
   * @throws IOException if something cannot be removed
   */
  public static void empty(Path dataDir) throws IOException {
    for (Part part : Part.values()) {
      remove(dataDir.resolve(part.label()));
    }
    Files.deleteIfExists(dataDir.resolve("stack.json"));
  }

  private static void remove(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(
              Path directory, @org.jspecify.annotations.Nullable IOException failure)
              throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
