package io.trainwatt.agent.sysfs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A file of the kernel's that is read again and again: opened once, then one pread a reading. Used
 * by one thread at a time. A pipe or a device is refused, so that nothing waits for its writer; a
 * driver that does not answer holds the thread that reads it, and no other.
 */
public final class Attribute implements AutoCloseable {
  private final Path path;
  private Optional<FileChannel> open = Optional.empty();

  /** Not opened before it is first read. */
  public Attribute(Path path) {
    this.path = path;
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /**
   * Reads it.
   *
   * @throws AccessDeniedException if the agent may not
   * @throws NoSuchFileException if it is not there
   * @throws IOException if it is gone, the kernel refuses (ENODATA, EIO, EAGAIN, ENODEV), or it is
   *     longer than there is room for; the message is its path and the reason in words
   */
  public void read(Content into) throws IOException {
    try {
      into.fill(channel());
    } catch (IOException e) {
      // What was opened before its device went away never answers again; its successor may.
      close();
      throw explained(e);
    }
  }

  /**
   * Reads it as one whole number, zero or more.
   *
   * @throws IOException as {@link #read}, and if it is anything else
   */
  public long number(Content into) throws IOException {
    read(into);
    try {
      return into.number();
    } catch (IOException e) {
      throw explained(e);
    }
  }

  private FileChannel channel() throws IOException {
    if (open.isEmpty()) {
      if (Files.exists(path) && !Files.isRegularFile(path)) {
        throw new IOException("not a regular file");
      }
      open = Optional.of(FileChannel.open(path, StandardOpenOption.READ));
    }
    return open.get();
  }

  private IOException explained(IOException e) {
    if (e instanceof AccessDeniedException) {
      return new AccessDeniedException(path.toString(), null, "permission denied");
    }
    if (e instanceof NoSuchFileException) {
      return new NoSuchFileException(path.toString(), null, "no such file");
    }
    String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    return new IOException(path + ": " + (reason == null ? e.getClass().getSimpleName() : reason));
  }

  @Override
  public void close() {
    if (open.isPresent()) {
      FileChannel channel = open.get();
      open = Optional.empty();
      try {
        channel.close();
      } catch (IOException e) {
        // Nothing was written: there is nothing to lose.
        return;
      }
    }
  }
}
