package io.trainwatt.events.codec;

import com.google.protobuf.CodedOutputStream;
import io.trainwatt.events.account.DeviceGauges;
import io.trainwatt.events.account.SeriesPoint;
import io.trainwatt.events.account.SliceEntry;
import io.trainwatt.events.wire.v1.ProgressPoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * Writes a point of a series without the objects that the generated classes make on the way, for
 * nothing is written more often: two for every sample. Its bytes are theirs: {@code
 * SeriesPointWireTest} holds it to them. Used once.
 */
final class SeriesPointWriter {
  private final SeriesPoint point;
  private final String subject;
  private final int[] sliceSizes;
  private final int[] gaugesSizes;
  private final Optional<ProgressPoint> progress;

  private SeriesPointWriter(SeriesPoint point, Optional<ProgressPoint> progress) {
    this.point = point;
    this.subject = point.subject().key();
    this.sliceSizes = new int[point.slices().size()];
    this.gaugesSizes = new int[point.gauges().size()];
    this.progress = progress;
  }

  static byte[] write(SeriesPoint point, Optional<ProgressPoint> progress) {
    SeriesPointWriter writer = new SeriesPointWriter(point, progress);
    byte[] bytes = new byte[writer.size()];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      writer.writeTo(out);
      out.checkNoSpaceLeft();
    } catch (IOException e) {
      throw new UncheckedIOException("an array in memory cannot fail", e);
    }
    return bytes;
  }

  private int size() {
    int size =
        text(io.trainwatt.events.wire.v1.SeriesPoint.SUBJECT_FIELD_NUMBER, subject)
            + text(io.trainwatt.events.wire.v1.SeriesPoint.NODE_FIELD_NUMBER, point.node())
            + number(
                io.trainwatt.events.wire.v1.SeriesPoint.FROM_WALL_MICROS_FIELD_NUMBER,
                point.fromWallMicros())
            + number(
                io.trainwatt.events.wire.v1.SeriesPoint.TO_WALL_MICROS_FIELD_NUMBER,
                point.toWallMicros())
            + number(
                io.trainwatt.events.wire.v1.SeriesPoint.TOTAL_MICROJOULES_FIELD_NUMBER,
                point.total().microjoules());
    List<SliceEntry> slices = point.slices();
    for (int i = 0; i < sliceSizes.length; i++) {
      sliceSizes[i] = size(slices.get(i));
      size += message(sliceSizes[i]);
    }
    List<DeviceGauges> gauges = point.gauges();
    for (int i = 0; i < gaugesSizes.length; i++) {
      gaugesSizes[i] = size(gauges.get(i));
      size += message(gaugesSizes[i]);
    }
    return size + (progress.isPresent() ? message(progress.get().getSerializedSize()) : 0);
  }

  private void writeTo(CodedOutputStream out) throws IOException {
    text(io.trainwatt.events.wire.v1.SeriesPoint.SUBJECT_FIELD_NUMBER, subject, out);
    text(io.trainwatt.events.wire.v1.SeriesPoint.NODE_FIELD_NUMBER, point.node(), out);
    number(
        io.trainwatt.events.wire.v1.SeriesPoint.FROM_WALL_MICROS_FIELD_NUMBER,
        point.fromWallMicros(),
        out);
    number(
        io.trainwatt.events.wire.v1.SeriesPoint.TO_WALL_MICROS_FIELD_NUMBER,
        point.toWallMicros(),
        out);
    for (int i = 0; i < sliceSizes.length; i++) {
      message(io.trainwatt.events.wire.v1.SeriesPoint.SLICES_FIELD_NUMBER, sliceSizes[i], out);
      write(point.slices().get(i), out);
    }
    number(
        io.trainwatt.events.wire.v1.SeriesPoint.TOTAL_MICROJOULES_FIELD_NUMBER,
        point.total().microjoules(),
        out);
    for (int i = 0; i < gaugesSizes.length; i++) {
      message(io.trainwatt.events.wire.v1.SeriesPoint.GAUGES_FIELD_NUMBER, gaugesSizes[i], out);
      write(point.gauges().get(i), out);
    }
    if (progress.isPresent()) {
      out.writeMessage(
          io.trainwatt.events.wire.v1.SeriesPoint.PROGRESS_FIELD_NUMBER, progress.get());
    }
  }

  private static int size(SliceEntry slice) {
    return text(io.trainwatt.events.wire.v1.SliceEntry.DEVICE_FIELD_NUMBER, slice.device())
        + CodedOutputStream.computeEnumSize(
            io.trainwatt.events.wire.v1.SliceEntry.COMPONENT_FIELD_NUMBER,
            WireEnums.of(slice.component()).getNumber())
        + CodedOutputStream.computeEnumSize(
            io.trainwatt.events.wire.v1.SliceEntry.QUALITY_FIELD_NUMBER,
            WireEnums.of(slice.quality()).getNumber())
        + (slice.inTotal()
            ? CodedOutputStream.computeBoolSize(
                io.trainwatt.events.wire.v1.SliceEntry.IN_TOTAL_FIELD_NUMBER, true)
            : 0)
        + number(
            io.trainwatt.events.wire.v1.SliceEntry.ENERGY_MICROJOULES_FIELD_NUMBER,
            slice.energy().microjoules())
        + number(
            io.trainwatt.events.wire.v1.SliceEntry.UNATTRIBUTED_MICROJOULES_FIELD_NUMBER,
            slice.unattributed().microjoules());
  }

  private static void write(SliceEntry slice, CodedOutputStream out) throws IOException {
    text(io.trainwatt.events.wire.v1.SliceEntry.DEVICE_FIELD_NUMBER, slice.device(), out);
    out.writeEnum(
        io.trainwatt.events.wire.v1.SliceEntry.COMPONENT_FIELD_NUMBER,
        WireEnums.of(slice.component()).getNumber());
    out.writeEnum(
        io.trainwatt.events.wire.v1.SliceEntry.QUALITY_FIELD_NUMBER,
        WireEnums.of(slice.quality()).getNumber());
    if (slice.inTotal()) {
      out.writeBool(io.trainwatt.events.wire.v1.SliceEntry.IN_TOTAL_FIELD_NUMBER, true);
    }
    number(
        io.trainwatt.events.wire.v1.SliceEntry.ENERGY_MICROJOULES_FIELD_NUMBER,
        slice.energy().microjoules(),
        out);
    number(
        io.trainwatt.events.wire.v1.SliceEntry.UNATTRIBUTED_MICROJOULES_FIELD_NUMBER,
        slice.unattributed().microjoules(),
        out);
  }

  private static int size(DeviceGauges gauges) {
    int size =
        text(io.trainwatt.events.wire.v1.DeviceGauges.DEVICE_FIELD_NUMBER, gauges.device())
            + CodedOutputStream.computeEnumSize(
                io.trainwatt.events.wire.v1.DeviceGauges.COMPONENT_FIELD_NUMBER,
                WireEnums.of(gauges.component()).getNumber());
    if (gauges.power().isPresent()) {
      size +=
          CodedOutputStream.computeUInt64Size(
              io.trainwatt.events.wire.v1.DeviceGauges.POWER_MILLIWATTS_FIELD_NUMBER,
              gauges.power().get().milliwatts());
    }
    if (gauges.utilizationPpm().isPresent()) {
      size +=
          CodedOutputStream.computeUInt32Size(
              io.trainwatt.events.wire.v1.DeviceGauges.UTILIZATION_PPM_FIELD_NUMBER,
              gauges.utilizationPpm().getAsInt());
    }
    if (gauges.memoryUsedBytes().isPresent()) {
      size +=
          CodedOutputStream.computeUInt64Size(
              io.trainwatt.events.wire.v1.DeviceGauges.MEMORY_USED_BYTES_FIELD_NUMBER,
              gauges.memoryUsedBytes().getAsLong());
    }
    if (gauges.temperatureMillicelsius().isPresent()) {
      size +=
          CodedOutputStream.computeSInt32Size(
              io.trainwatt.events.wire.v1.DeviceGauges.TEMPERATURE_MILLICELSIUS_FIELD_NUMBER,
              gauges.temperatureMillicelsius().getAsInt());
    }
    return size;
  }

  private static void write(DeviceGauges gauges, CodedOutputStream out) throws IOException {
    text(io.trainwatt.events.wire.v1.DeviceGauges.DEVICE_FIELD_NUMBER, gauges.device(), out);
    out.writeEnum(
        io.trainwatt.events.wire.v1.DeviceGauges.COMPONENT_FIELD_NUMBER,
        WireEnums.of(gauges.component()).getNumber());
    if (gauges.power().isPresent()) {
      out.writeUInt64(
          io.trainwatt.events.wire.v1.DeviceGauges.POWER_MILLIWATTS_FIELD_NUMBER,
          gauges.power().get().milliwatts());
    }
    if (gauges.utilizationPpm().isPresent()) {
      out.writeUInt32(
          io.trainwatt.events.wire.v1.DeviceGauges.UTILIZATION_PPM_FIELD_NUMBER,
          gauges.utilizationPpm().getAsInt());
    }
    if (gauges.memoryUsedBytes().isPresent()) {
      out.writeUInt64(
          io.trainwatt.events.wire.v1.DeviceGauges.MEMORY_USED_BYTES_FIELD_NUMBER,
          gauges.memoryUsedBytes().getAsLong());
    }
    if (gauges.temperatureMillicelsius().isPresent()) {
      out.writeSInt32(
          io.trainwatt.events.wire.v1.DeviceGauges.TEMPERATURE_MILLICELSIUS_FIELD_NUMBER,
          gauges.temperatureMillicelsius().getAsInt());
    }
  }

  // An empty text and a zero are not written.
  private static int text(int field, String value) {
    return value.isEmpty() ? 0 : CodedOutputStream.computeStringSize(field, value);
  }

  private static void text(int field, String value, CodedOutputStream out) throws IOException {
    if (!value.isEmpty()) {
      out.writeString(field, value);
    }
  }

  // Signed and unsigned numbers of 64 bits are written alike.
  private static int number(int field, long value) {
    return value == 0 ? 0 : CodedOutputStream.computeUInt64Size(field, value);
  }

  private static void number(int field, long value, CodedOutputStream out) throws IOException {
    if (value != 0) {
      out.writeUInt64(field, value);
    }
  }

  // All fields that hold messages have numbers below 16: their tag takes one byte.
  private static int message(int size) {
    return 1 + CodedOutputStream.computeUInt32SizeNoTag(size) + size;
  }

  private static void message(int field, int size, CodedOutputStream out) throws IOException {
    out.writeTag(field, SampleReader.LENGTH);
    out.writeUInt32NoTag(size);
  }
}
