package io.trainwatt.events.codec;

import io.trainwatt.events.alert.Silence;

/** Records of {@code trainwatt.silences}. Stateless; any thread. */
public final class SilenceCodec {
  private SilenceCodec() {}

  /**
   * @throws MalformedRecord if the bytes are no valid silence
   */
  public static Silence decode(byte[] bytes) throws MalformedRecord {
    return Wire.decode(io.trainwatt.events.wire.v1.Silence.parser(), bytes, SilenceCodec::fromWire);
  }

  private static Silence fromWire(io.trainwatt.events.wire.v1.Silence wire) {
    return new Silence(
        wire.getId(),
        wire.getFingerprint(),
        wire.getRule(),
        wire.getSubject(),
        Wire.labels(wire.getLabelsList()),
        wire.getFromWallMicros(),
        wire.getUntilWallMicros(),
        wire.getAuthor(),
        wire.getComment());
  }

  /** The silence as bytes. */
  public static byte[] encode(Silence silence) {
    return io.trainwatt.events.wire.v1.Silence.newBuilder()
        .setId(silence.id())
        .setFingerprint(silence.fingerprint())
        .setRule(silence.rule())
        .setSubject(silence.subject())
        .addAllLabels(Wire.labels(silence.labels()))
        .setFromWallMicros(silence.fromWallMicros())
        .setUntilWallMicros(silence.untilWallMicros())
        .setAuthor(silence.author())
        .setComment(silence.comment())
        .build()
        .toByteArray();
  }
}
