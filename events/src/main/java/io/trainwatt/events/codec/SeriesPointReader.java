package io.trainwatt.events.codec;

import static io.trainwatt.events.codec.SampleReader.LENGTH;
import static io.trainwatt.events.codec.SampleReader.VARINT;
import static io.trainwatt.events.codec.SampleReader.skip;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.trainwatt.events.account.DeviceGauges;
import io.trainwatt.events.account.SeriesPoint;
import io.trainwatt.events.account.SliceEntry;
import io.trainwatt.events.account.Subject;
import io.trainwatt.events.quantity.Power;
import io.trainwatt.events.wire.v1.ProgressPoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Reads a point of a series from its bytes straight into records, as {@link SampleReader} does
 * samples and for the same reason: every collector reads all of them. {@code SeriesPointWireTest}
 * holds it to the generated classes. Used once.
 */
final class SeriesPointReader {
  private final List<SliceEntry> slices = new ArrayList<>(8);
  private final List<DeviceGauges> gauges = new ArrayList<>(8);
  private String subject = "";
  private String node = "";
  private long fromWallMicros;
  private long toWallMicros;
  private long totalMicrojoules;
  private Optional<ProgressPoint> progress = Optional.empty();

  private SeriesPointReader() {}

  /**
   * @throws InvalidProtocolBufferException if the bytes are no Protobuf
   * @throws IllegalArgumentException if a field breaks the record's own rules
   */
  static SeriesPoint read(byte[] bytes) throws InvalidProtocolBufferException {
    SeriesPointReader reader = new SeriesPointReader();
    CodedInputStream in = CodedInputStream.newInstance(bytes);
    try {
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        reader.field(tag, in);
      }
    } catch (InvalidProtocolBufferException e) {
      throw e;
    } catch (IOException e) {
      throw new InvalidProtocolBufferException(e);
    }
    return new SeriesPoint(
        Subject.parse(reader.subject),
        reader.node,
        reader.fromWallMicros,
        reader.toWallMicros,
        reader.slices,
        Wire.energy(reader.totalMicrojoules),
        reader.gauges,
        reader.progress.map(SeriesPointCodec::fromWire));
  }

  private void field(int tag, CodedInputStream in) throws IOException {
    switch (tag) {
      case io.trainwatt.events.wire.v1.SeriesPoint.SUBJECT_FIELD_NUMBER << 3 | LENGTH ->
          subject = in.readStringRequireUtf8();
      case io.trainwatt.events.wire.v1.SeriesPoint.NODE_FIELD_NUMBER << 3 | LENGTH ->
          node = in.readStringRequireUtf8();
      case io.trainwatt.events.wire.v1.SeriesPoint.FROM_WALL_MICROS_FIELD_NUMBER << 3 | VARINT ->
          fromWallMicros = in.readInt64();
      case io.trainwatt.events.wire.v1.SeriesPoint.TO_WALL_MICROS_FIELD_NUMBER << 3 | VARINT ->
          toWallMicros = in.readInt64();
      case io.trainwatt.events.wire.v1.SeriesPoint.SLICES_FIELD_NUMBER << 3 | LENGTH ->
          slices.add(slice(in));
      case io.trainwatt.events.wire.v1.SeriesPoint.TOTAL_MICROJOULES_FIELD_NUMBER << 3 | VARINT ->
          totalMicrojoules = in.readUInt64();
      case io.trainwatt.events.wire.v1.SeriesPoint.GAUGES_FIELD_NUMBER << 3 | LENGTH ->
          gauges.add(gauges(in));
      case io.trainwatt.events.wire.v1.SeriesPoint.PROGRESS_FIELD_NUMBER << 3 | LENGTH -> {
        ProgressPoint said = ProgressPoint.parseFrom(in.readByteArray());
        // A message that comes twice is one message.
        progress =
            Optional.of(
                progress.isPresent() ? progress.get().toBuilder().mergeFrom(said).build() : said);
      }
      default -> skip(tag, in);
    }
  }

  private static SliceEntry slice(CodedInputStream in) throws IOException {
    String device = "";
    int component = 0;
    int quality = 0;
    boolean inTotal = false;
    long energy = 0;
    long unattributed = 0;
    int outer = in.pushLimit(in.readRawVarint32());
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case io.trainwatt.events.wire.v1.SliceEntry.DEVICE_FIELD_NUMBER << 3 | LENGTH ->
            device = in.readStringRequireUtf8();
        case io.trainwatt.events.wire.v1.SliceEntry.COMPONENT_FIELD_NUMBER << 3 | VARINT ->
            component = in.readEnum();
        case io.trainwatt.events.wire.v1.SliceEntry.QUALITY_FIELD_NUMBER << 3 | VARINT ->
            quality = in.readEnum();
        case io.trainwatt.events.wire.v1.SliceEntry.IN_TOTAL_FIELD_NUMBER << 3 | VARINT ->
            inTotal = in.readBool();
        case io.trainwatt.events.wire.v1.SliceEntry.ENERGY_MICROJOULES_FIELD_NUMBER << 3 | VARINT ->
            energy = in.readUInt64();
        case io.trainwatt.events.wire.v1.SliceEntry.UNATTRIBUTED_MICROJOULES_FIELD_NUMBER << 3
                | VARINT ->
            unattributed = in.readUInt64();
        default -> skip(tag, in);
      }
    }
    in.popLimit(outer);
    return new SliceEntry(
        device,
        WireEnums.component(component),
        WireEnums.quality(quality),
        inTotal,
        Wire.energy(energy),
        Wire.energy(unattributed));
  }

  private static DeviceGauges gauges(CodedInputStream in) throws IOException {
    String device = "";
    int component = 0;
    Optional<Power> power = Optional.empty();
    OptionalInt utilizationPpm = OptionalInt.empty();
    OptionalLong memoryUsedBytes = OptionalLong.empty();
    OptionalInt temperatureMillicelsius = OptionalInt.empty();
    int outer = in.pushLimit(in.readRawVarint32());
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case io.trainwatt.events.wire.v1.DeviceGauges.DEVICE_FIELD_NUMBER << 3 | LENGTH ->
            device = in.readStringRequireUtf8();
        case io.trainwatt.events.wire.v1.DeviceGauges.COMPONENT_FIELD_NUMBER << 3 | VARINT ->
            component = in.readEnum();
        case io.trainwatt.events.wire.v1.DeviceGauges.POWER_MILLIWATTS_FIELD_NUMBER << 3 | VARINT ->
            power = Optional.of(Wire.power(in.readUInt64()));
        case io.trainwatt.events.wire.v1.DeviceGauges.UTILIZATION_PPM_FIELD_NUMBER << 3 | VARINT ->
            utilizationPpm =
                OptionalInt.of(Wire.notNegative("gauges.utilization_ppm", in.readUInt32()));
        case io.trainwatt.events.wire.v1.DeviceGauges.MEMORY_USED_BYTES_FIELD_NUMBER << 3
                | VARINT ->
            memoryUsedBytes =
                OptionalLong.of(Wire.notNegative("gauges.memory_used_bytes", in.readUInt64()));
        case io.trainwatt.events.wire.v1.DeviceGauges.TEMPERATURE_MILLICELSIUS_FIELD_NUMBER << 3
                | VARINT ->
            temperatureMillicelsius = OptionalInt.of(in.readSInt32());
        default -> skip(tag, in);
      }
    }
    in.popLimit(outer);
    return new DeviceGauges(
        device,
        WireEnums.component(component),
        power,
        utilizationPpm,
        memoryUsedBytes,
        temperatureMillicelsius);
  }
}
