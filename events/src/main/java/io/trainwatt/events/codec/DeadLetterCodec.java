package io.trainwatt.events.codec;

import com.google.protobuf.ByteString;
import io.trainwatt.events.deadletter.DeadLetter;

/** Records of {@code trainwatt.deadletter}. Stateless; any thread. */
public final class DeadLetterCodec {
  private DeadLetterCodec() {}

  /**
   * @throws MalformedRecord if the bytes are no valid dead letter
   */
  public static DeadLetter decode(byte[] bytes) throws MalformedRecord {
    return Wire.decode(
        io.trainwatt.events.wire.v1.DeadLetter.parser(), bytes, DeadLetterCodec::fromWire);
  }

  private static DeadLetter fromWire(io.trainwatt.events.wire.v1.DeadLetter wire) {
    return new DeadLetter(
        wire.getCause(),
        wire.getDetail(),
        wire.getTopic(),
        wire.getPartition(),
        wire.getOffset(),
        wire.getKey().toByteArray(),
        wire.getValue().toByteArray(),
        wire.getTruncated(),
        wire.getWallMicros(),
        wire.getStage());
  }

  /** The dead letter as bytes. */
  public static byte[] encode(DeadLetter letter) {
    return io.trainwatt.events.wire.v1.DeadLetter.newBuilder()
        .setCause(letter.cause())
        .setDetail(letter.detail())
        .setTopic(letter.topic())
        .setPartition(letter.partition())
        .setOffset(letter.offset())
        .setKey(ByteString.copyFrom(letter.key()))
        .setValue(ByteString.copyFrom(letter.value()))
        .setTruncated(letter.truncated())
        .setWallMicros(letter.wallMicros())
        .setStage(letter.stage())
        .build()
        .toByteArray();
  }
}
