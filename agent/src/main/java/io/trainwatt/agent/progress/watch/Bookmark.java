package io.trainwatt.agent.progress.watch;

import io.trainwatt.agent.progress.file.FileFacts.FileKey;
import io.trainwatt.agent.progress.update.WorkCounter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * How far the leading file of a source was read and what work that was, so that another agent
 * process goes on there.
 */
record Bookmark(FileKey file, long place, WorkCounter counter) {

  private static final int FORMAT = 1;

  byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(FORMAT);
      out.writeLong(file.device());
      out.writeLong(file.inode());
      out.writeLong(place);
      counter.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  /** Absent where the bytes are none of ours: reading then begins as at first sight. */
  static Optional<Bookmark> decode(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (in.readUnsignedByte() != FORMAT) {
        return Optional.empty();
      }
      FileKey file = new FileKey(in.readLong(), in.readLong());
      return Optional.of(new Bookmark(file, in.readLong(), WorkCounter.read(in)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
