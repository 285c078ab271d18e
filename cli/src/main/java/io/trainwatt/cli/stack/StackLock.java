package io.trainwatt.cli.stack;

import io.trainwatt.cli.console.Refusal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Holds a data directory for one command at a time. Ends with the process, however that ends. */
final class StackLock implements AutoCloseable {
  private final FileChannel channel;

  private StackLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes it.
   *
   * @throws Refusal if another command has it
   * @throws IOException if the directory cannot be written
   */
  static StackLock take(Path dataDir) throws IOException {
    Files.createDirectories(dataDir);
    Path file = dataDir.resolve("stack.lock");
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() == null) {
        throw taken(dataDir, file);
      }
    } catch (OverlappingFileLockException e) {
      channel.close();
      throw taken(dataDir, file);
    } catch (IOException | Refusal e) {
      channel.close();
      throw e;
    }
    channel.truncate(0);
    channel.write(StandardCharsets.UTF_8.encode(Long.toString(ProcessHandle.current().pid())), 0);
    return new StackLock(channel);
  }

  private static Refusal taken(Path dataDir, Path file) {
    String holder;
    try {
      holder = Files.readString(file, StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      holder = "";
    }
    return Refusal.missing(
        "the data directory %s is in use by another trainwatt%s"
            .formatted(dataDir, holder.isEmpty() ? "" : " (process " + holder + ")"),
        "wait for it, or set TRAINWATT_DATA_DIR and the ports for a stack of its own");
  }

  @Override
  public void close() throws IOException {
    channel.truncate(0);
    channel.write(ByteBuffer.allocate(0));
    channel.close();
  }
}
