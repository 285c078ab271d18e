package io.trainwatt.agent.progress.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A file and how far it was read. It stays open, so that what was written last is read though its
 * process is gone; every look asks the system for size and time before anything is read. Used by
 * one thread.
 */
public final class FileTail implements AutoCloseable {

  private final Path path;
  private final LinkOption[] options;
  private FileChannel channel;
  private FileFacts facts;
  private OptionalLong modifiedMicros;
  private long lastWrittenMicros;
  private long size;
  private long position;

  private FileTail(Path path, LinkOption[] options, FileChannel channel, FileFacts facts) {
    this.path = path;
    this.options = options;
    this.channel = channel;
    this.facts = facts;
    this.size = facts.size();
    this.modifiedMicros = OptionalLong.of(facts.modifiedMicros());
    this.lastWrittenMicros = facts.modifiedMicros();
  }

  /** What a look found. */
  public enum Look {
    /** Nothing new. */
    SAME,
    /** There is more to read. */
    GREW,
    /** It is shorter than what was read, or another file has its name: it begins anew. */
    RESTARTED
  }

  /**
   * Opens a regular file; anything else would be a trap.
   *
   * @param throughLinks whether the path may be a link: one of {@code /proc/PID/fd} is
   * @throws IOException if it is none, or cannot be opened
   */
  public static FileTail open(Path path, boolean throughLinks) throws IOException {
    LinkOption[] options =
        throughLinks ? new LinkOption[0] : new LinkOption[] {LinkOption.NOFOLLOW_LINKS};
    FileFacts facts = FileFacts.of(path, options);
    if (!facts.isRegular()) {
      throw new IOException("it is a " + facts.kind());
    }
    return new FileTail(path, options, open(path, options), facts);
  }

  private static FileChannel open(Path path, LinkOption[] options) throws IOException {
    Set<OpenOption> how =
        options.length == 0
            ? Set.of(StandardOpenOption.READ)
            : Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    return FileChannel.open(path, how);
  }

  /** As it was when opened, or last begun anew. */
  public FileFacts facts() {
    return facts;
  }

  /**
   * Looks whether there is anything to read.
   *
   * @throws IOException if it can no longer be read
   */
  public Look look() throws IOException {
    FileFacts now;
    try {
      now = FileFacts.of(path, options);
    } catch (IOException e) {
      // Its process or its name is gone; what it holds can still be read.
      size = channel.size();
      modifiedMicros = OptionalLong.empty();
      return grown();
    }
    if (!now.key().equals(facts.key())) {
      size = channel.size();
      return position < size || !now.isRegular() ? grown() : replaced(now);
    }
    size = now.size();
    modifiedMicros = OptionalLong.of(now.modifiedMicros());
    lastWrittenMicros = now.modifiedMicros();
    return grown();
  }

  private Look grown() {
    if (size < position) {
      position = 0;
      return Look.RESTARTED;
    }
    return size > position ? Look.GREW : Look.SAME;
  }

  private Look replaced(FileFacts now) throws IOException {
    if (options.length == 0) {
      // Another file behind the same descriptor is another file.
      return Look.SAME;
    }
    FileChannel other = open(path, options);
    channel.close();
    channel = other;
    facts = now;
    size = now.size();
    modifiedMicros = OptionalLong.of(now.modifiedMicros());
    lastWrittenMicros = now.modifiedMicros();
    position = 0;
    return Look.RESTARTED;
  }

  /**
   * Reads on; fewer bytes than there were, or none, where it shrank meanwhile.
   *
   * @return how many bytes, 0 at the end
   * @throws IOException if it can no longer be read
   */
  public int read(byte[] chunk) throws IOException {
    int count = channel.read(ByteBuffer.wrap(chunk), position);
    if (count <= 0) {
      return 0;
    }
    position += count;
    return count;
  }

  /** Where reading goes on. */
  public void seek(long place) {
    position = place;
  }

  /** How far it was read. */
  public long position() {
    return position;
  }

  /** As of the last look, in bytes. */
  public long size() {
    return size;
  }

  /** When it was last written, as far as its name still tells. */
  public OptionalLong modifiedMicros() {
    return modifiedMicros;
  }

  /** The last time of writing that its name told. */
  public long lastWrittenMicros() {
    return lastWrittenMicros;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // Read-only: nothing is lost.
    }
  }
}
