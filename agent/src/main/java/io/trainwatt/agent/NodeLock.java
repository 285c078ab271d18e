package io.trainwatt.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A node has one agent: a lock on the whole machine, by the node's id. The system lets go of it
 * when the process ends, however it ends. Held in every directory that can be written, so that
 * agents of different users, who may write to different ones, still meet.
 */
final class NodeLock implements AutoCloseable {

  private static final int PID_BYTES = 32;

  private final List<FileChannel> held;

  private NodeLock(List<FileChannel> held) {
    this.held = held;
  }

  /**
   * Takes the lock.
   *
   * @throws AlreadyOwned if another agent has it; the message names its process
   * @throws IOException if no directory can be written
   */
  static NodeLock take(String node, List<Path> directories, long pid)
      throws IOException, AlreadyOwned {
    List<FileChannel> held = new ArrayList<>();
    List<Path> refused = new ArrayList<>();
    try {
      for (Path directory : directories) {
        Path file = directory.resolve("trainwatt-agent-" + node.replace('/', '_') + ".lock");
        @Nullable FileChannel channel = open(file);
        if (channel == null) {
          refused.add(directory);
        } else {
          held.add(lock(channel, file, node, pid));
        }
      }
      if (held.isEmpty()) {
        throw new IOException("no lock can be held in any of " + refused + "; set lockDir");
      }
      return new NodeLock(held);
    } catch (IOException | AlreadyOwned e) {
      closeAll(held);
      throw e;
    }
  }

  private static @Nullable FileChannel open(Path file) throws IOException {
    try {
      return existing(file);
    } catch (NoSuchFileException e) {
      return created(file);
    } catch (AccessDeniedException e) {
      return null;
    }
  }

  // Without CREATE: the kernel refuses that for another user's file in a directory like /tmp.
  private static FileChannel existing(Path file) throws IOException {
    return FileChannel.open(
        file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
  }

  private static @Nullable FileChannel created(Path file) throws IOException {
    try {
      FileChannel channel =
          FileChannel.open(
              file,
              Set.of(
                  StandardOpenOption.READ,
                  StandardOpenOption.WRITE,
                  StandardOpenOption.CREATE_NEW));
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
      return channel;
    } catch (FileAlreadyExistsException e) {
      return existing(file);
    } catch (AccessDeniedException | NoSuchFileException e) {
      return null;
    }
  }

  private static FileChannel lock(FileChannel channel, Path file, String node, long pid)
      throws IOException, AlreadyOwned {
    @Nullable FileLock lock = tryLock(channel);
    if (lock == null) {
      String owner = owner(channel);
      channel.close();
      throw new AlreadyOwned(
          "node %s already has an agent%s (lock %s): stop it, or set another node.name"
              .formatted(node, owner, file));
    }
    channel.truncate(0);
    channel.write(ByteBuffer.wrap((pid + "\n").getBytes(StandardCharsets.US_ASCII)), 0);
    return channel;
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Held by this very process.
      return null;
    }
  }

  private static String owner(FileChannel channel) throws IOException {
    ByteBuffer pid = ByteBuffer.allocate(PID_BYTES);
    channel.read(pid, 0);
    String text = StandardCharsets.US_ASCII.decode(pid.flip()).toString().strip();
    return text.matches("\\d+") ? ", process " + text : "";
  }

  private static void closeAll(List<FileChannel> channels) {
    for (FileChannel channel : channels) {
      try {
        channel.close();
      } catch (IOException e) {
        // The lock goes with the process at the latest.
      }
    }
  }

  /** Lets go. The file stays: to remove it would let two agents lock two files of one name. */
  @Override
  public void close() {
    closeAll(held);
  }
}
