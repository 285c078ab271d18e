package io.trainwatt.agent.publish;

import io.trainwatt.events.topic.Topic;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A committed record.
 *
 * @param id its place: records are sent in the order of their ids
 */
public record Stored(long id, Outgoing record) {

  private static final int FORMAT = 1;

  static byte[] encode(Outgoing record) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(record.value().length + 128);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(FORMAT);
      out.writeUTF(record.topic().name());
      out.writeByte(record.givesWay().ordinal());
      out.writeUTF(record.supersession());
      out.writeUTF(record.key());
      out.writeInt(record.value().length);
      out.write(record.value());
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  static Stored decode(long id, byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int format = in.readUnsignedByte();
      if (format != FORMAT) {
        throw new SpoolUnreadable("record " + id + " has format " + format);
      }
      Topic topic = Topic.valueOf(in.readUTF());
      Outgoing.GivesWay givesWay = Outgoing.GivesWay.values()[in.readUnsignedByte()];
      String supersession = in.readUTF();
      String key = in.readUTF();
      byte[] value = in.readNBytes(in.readInt());
      return new Stored(id, new Outgoing(topic, key, supersession, givesWay, value));
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new SpoolUnreadable("record " + id + " is damaged: " + e.getMessage(), e);
    }
  }
}
