package io.trainwatt.events.codec;

import io.trainwatt.events.account.Subject;
import io.trainwatt.events.alert.Alert;
import java.util.OptionalLong;

/** Records of {@code trainwatt.alerts}. Stateless; any thread. */
public final class AlertCodec {
  private AlertCodec() {}

  /**
   * @throws MalformedRecord if the bytes are no valid alert
   */
  public static Alert decode(byte[] bytes) throws MalformedRecord {
    return Wire.decode(io.trainwatt.events.wire.v1.Alert.parser(), bytes, AlertCodec::fromWire);
  }

  private static Alert fromWire(io.trainwatt.events.wire.v1.Alert wire) {
    return new Alert(
        wire.getFingerprint(),
        wire.getRule(),
        Subject.parse(wire.getSubject()),
        WireEnums.of(wire.getSeverity()),
        wire.getSinceWallMicros(),
        wire.hasResolvedWallMicros()
            ? OptionalLong.of(wire.getResolvedWallMicros())
            : OptionalLong.empty(),
        wire.getSummary(),
        wire.getRemedy(),
        Wire.energy(wire.getWastedMicrojoules()),
        Wire.notNegative("wasted_micrograms_co2", wire.getWastedMicrogramsCo2()),
        Wire.labels(wire.getEvidenceList()),
        wire.getDocs(),
        wire.getRevision(),
        wire.getWallMicros(),
        Wire.labels(wire.getLabelsList()));
  }

  /** The alert as bytes. */
  public static byte[] encode(Alert alert) {
    io.trainwatt.events.wire.v1.Alert.Builder wire =
        io.trainwatt.events.wire.v1.Alert.newBuilder()
            .setFingerprint(alert.fingerprint())
            .setRule(alert.rule())
            .setSubject(alert.subject().key())
            .setSeverity(WireEnums.of(alert.severity()))
            .setSinceWallMicros(alert.sinceWallMicros())
            .setSummary(alert.summary())
            .setRemedy(alert.remedy())
            .setWastedMicrojoules(alert.wasted().microjoules())
            .setWastedMicrogramsCo2(alert.wastedMicrogramsCo2())
            .addAllEvidence(Wire.labels(alert.evidence()))
            .setDocs(alert.docs())
            .setRevision(alert.revision())
            .setWallMicros(alert.wallMicros())
            .addAllLabels(Wire.labels(alert.labels()));
    alert.resolvedWallMicros().ifPresent(wire::setResolvedWallMicros);
    return wire.build().toByteArray();
  }
}
