package io.trainwatt.agent.run;

import io.trainwatt.events.codec.MalformedRecord;
import io.trainwatt.events.codec.RunFactsCodec;
import io.trainwatt.events.run.RunFacts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.OptionalLong;

/**
 * A run as this node stores it.
 *
 * @param facts the row that is published
 * @param root the process it began with
 * @param retiredWallMicros when the broker had its last value and it left the samples
 */
public record RunRow(RunFacts facts, RootProcess root, OptionalLong retiredWallMicros) {

  private static final int FORMAT = 1;

  /** As stored. */
  byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(FORMAT);
      byte[] row = RunFactsCodec.encode(facts);
      out.writeInt(row.length);
      out.write(row);
      out.writeLong(root.pid());
      out.writeLong(root.startTicks());
      out.writeUTF(root.boot());
      out.writeBoolean(retiredWallMicros.isPresent());
      out.writeLong(retiredWallMicros.orElse(0));
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  /**
   * @throws IllegalArgumentException if the bytes are none of ours
   */
  static RunRow decode(byte[] state) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(state))) {
      int format = in.readUnsignedByte();
      if (format != FORMAT) {
        throw new IllegalArgumentException("run row of format " + format);
      }
      RunFacts facts = RunFactsCodec.decode(in.readNBytes(in.readInt()));
      RootProcess root = new RootProcess(in.readLong(), in.readLong(), in.readUTF());
      boolean retired = in.readBoolean();
      long retiredAt = in.readLong();
      return new RunRow(facts, root, retired ? OptionalLong.of(retiredAt) : OptionalLong.empty());
    } catch (IOException | MalformedRecord e) {
      throw new IllegalArgumentException("run row cut short", e);
    }
  }
}
