package io.trainwatt.events.codec;

import io.trainwatt.events.advice.Advice;

/** Records of {@code trainwatt.advice}. Stateless; any thread. */
public final class AdviceCodec {
  private AdviceCodec() {}

  /**
   * @throws MalformedRecord if the bytes are no valid advice
   */
  public static Advice decode(byte[] bytes) throws MalformedRecord {
    return Wire.decode(io.trainwatt.events.wire.v1.Advice.parser(), bytes, AdviceCodec::fromWire);
  }

  private static Advice fromWire(io.trainwatt.events.wire.v1.Advice wire) {
    return new Advice(
        wire.getRun(),
        wire.getId(),
        WireEnums.of(wire.getAction()),
        wire.getWallMicros(),
        wire.getExpiresWallMicros(),
        wire.getFingerprint(),
        wire.getReason(),
        Wire.labels(wire.getEvidenceList()),
        wire.getDryRun(),
        wire.getRule(),
        wire.getAudit(),
        wire.getHeldBackBecause());
  }

  /** The advice as bytes. */
  public static byte[] encode(Advice advice) {
    return io.trainwatt.events.wire.v1.Advice.newBuilder()
        .setRun(advice.run())
        .setId(advice.id())
        .setAction(WireEnums.of(advice.action()))
        .setWallMicros(advice.wallMicros())
        .setExpiresWallMicros(advice.expiresWallMicros())
        .setFingerprint(advice.fingerprint())
        .setReason(advice.reason())
        .addAllEvidence(Wire.labels(advice.evidence()))
        .setDryRun(advice.dryRun())
        .setRule(advice.rule())
        .setAudit(advice.audit())
        .setHeldBackBecause(advice.heldBackBecause())
        .build()
        .toByteArray();
  }
}
