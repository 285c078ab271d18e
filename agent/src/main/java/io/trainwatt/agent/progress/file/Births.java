package io.trainwatt.agent.progress.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;

/**
 * When files were made. Not every file system tells, and Java then gives the time of writing: it is
 * believed where some file of the same file system has two different times. Used by one thread.
 */
public final class Births {

  private final Set<Long> telling = new HashSet<>();

  /**
   * When a file was made, microseconds since 1970 UTC; absent where its file system does not tell.
   *
   * @param called where the file is, as far as it can be seen from here
   */
  public OptionalLong of(FileFacts facts, Path called) {
    long device = facts.key().device();
    if (isProof(facts) || telling.contains(device) || anyFolderProves(called, device)) {
      telling.add(device);
      return OptionalLong.of(facts.bornMicros());
    }
    return OptionalLong.empty();
  }

  private static boolean isProof(FileFacts facts) {
    return facts.bornMicros() != facts.modifiedMicros();
  }

  private static boolean anyFolderProves(Path called, long device) {
    for (Path folder = called.getParent(); folder != null; folder = folder.getParent()) {
      try {
        FileFacts facts = FileFacts.of(folder);
        if (facts.key().device() == device && isProof(facts)) {
          return true;
        }
      } catch (IOException e) {
        // Not to be seen from here.
      }
    }
    return false;
  }
}
