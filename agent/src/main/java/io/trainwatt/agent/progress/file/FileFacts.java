package io.trainwatt.agent.progress.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What the system tells of a file without opening it (statx(2)).
 *
 * @param kind for a reader: {@code "regular file"}, {@code "FIFO"}
 * @param modifiedMicros since 1970 UTC
 * @param bornMicros when it was made, the time of writing where its file system does not tell
 */
public record FileFacts(FileKey key, String kind, long size, long modifiedMicros, long bornMicros) {

  private static final String ATTRIBUTES = "unix:mode,dev,ino,size,lastModifiedTime,creationTime";
  private static final String REGULAR = "regular file";
  private static final int TYPE = 0170000;

  /** A file beyond doubt, whatever it is called. */
  public record FileKey(long device, long inode) {}

  /**
   * Looks.
   *
   * @throws IOException if there is none, or it is forbidden to look
   */
  public static FileFacts of(Path path, LinkOption... options) throws IOException {
    Map<String, Object> facts = Files.readAttributes(path, ATTRIBUTES, options);
    FileTime modified = (FileTime) facts.get("lastModifiedTime");
    FileTime born = (FileTime) facts.get("creationTime");
    long modifiedMicros = modified == null ? 0 : modified.to(TimeUnit.MICROSECONDS);
    return new FileFacts(
        new FileKey(number(facts, "dev"), number(facts, "ino")),
        kind((int) number(facts, "mode")),
        number(facts, "size"),
        modifiedMicros,
        born == null ? modifiedMicros : born.to(TimeUnit.MICROSECONDS));
  }

  private static long number(Map<String, Object> facts, String name) {
    return facts.get(name) instanceof Number number ? number.longValue() : 0;
  }

  private static String kind(int mode) {
    return switch (mode & TYPE) {
      case 0100000 -> REGULAR;
      case 0040000 -> "folder";
      case 0010000 -> "FIFO";
      case 0140000 -> "socket";
      case 0020000, 0060000 -> "device";
      case 0120000 -> "symbolic link";
      default -> "no file";
    };
  }

  /** Whether it may be opened: others may block whoever does. */
  public boolean isRegular() {
    return kind.equals(REGULAR);
  }
}
