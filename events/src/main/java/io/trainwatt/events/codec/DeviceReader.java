package io.trainwatt.events.codec;

import static io.trainwatt.events.codec.SampleReader.LENGTH;
import static io.trainwatt.events.codec.SampleReader.VARINT;
import static io.trainwatt.events.codec.SampleReader.skip;

import com.google.protobuf.CodedInputStream;
import io.trainwatt.events.quantity.Energy;
import io.trainwatt.events.quantity.Power;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Counter;
import io.trainwatt.events.sample.Epoch;
import io.trainwatt.events.sample.Gauges;
import io.trainwatt.events.sample.User;
import io.trainwatt.events.wire.v1.DeviceSample;
import io.trainwatt.events.wire.v1.DeviceTotal;
import io.trainwatt.events.wire.v1.ErrorBound;
import io.trainwatt.events.wire.v1.Remainder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Reads one device of a sample, as {@link SampleReader} does the rest of it. Used once. */
final class DeviceReader {
  private final List<User> users;
  private final List<Counter> counters = new ArrayList<>(3);
  private Map<Quality, Energy> totals = Map.of();
  private Map<Quality, Integer> errors = Map.of();
  private String device = "";
  private int component;
  private String epochId = "";
  private long epochOrdinal;
  private long epochStartedWallMicros;
  private String epochReason = "";
  private boolean inTotal;
  private long readMonotonicNanos;
  private String correlationGroup = "";
  private long uncoveredMillis;
  private Optional<Power> power = Optional.empty();
  private OptionalInt utilizationPpm = OptionalInt.empty();
  private Optional<Power> idlePower = Optional.empty();
  private OptionalLong memoryUsedBytes = OptionalLong.empty();
  private OptionalLong memoryTotalBytes = OptionalLong.empty();
  private Optional<Power> powerLimit = Optional.empty();
  private OptionalInt temperatureMillicelsius = OptionalInt.empty();
  private OptionalLong clockHertz = OptionalLong.empty();
  private List<String> throttleReasons = List.of();

  private DeviceReader(List<User> users) {
    this.users = users;
  }

  /**
   * Reads one.
   *
   * @param users runs by their place
   */
  static io.trainwatt.events.sample.DeviceSample read(
      byte[] bytes, int start, int length, List<User> users) throws IOException {
    DeviceReader reader = new DeviceReader(users);
    CodedInputStream in = CodedInputStream.newInstance(bytes, start, length);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      reader.field(tag, in);
    }
    return reader.device();
  }

  private io.trainwatt.events.sample.DeviceSample device() {
    return new io.trainwatt.events.sample.DeviceSample(
        device,
        WireEnums.component(component),
        new Epoch(epochId, epochOrdinal, epochStartedWallMicros, epochReason),
        inTotal,
        readMonotonicNanos,
        totals,
        counters,
        errors,
        correlationGroup,
        uncoveredMillis,
        new Gauges(
            power,
            utilizationPpm,
            idlePower,
            memoryUsedBytes,
            memoryTotalBytes,
            powerLimit,
            temperatureMillicelsius,
            clockHertz,
            throttleReasons));
  }

  private void field(int tag, CodedInputStream in) throws IOException {
    switch (tag) {
      case DeviceSample.DEVICE_FIELD_NUMBER << 3 | LENGTH -> device = in.readStringRequireUtf8();
      case DeviceSample.COMPONENT_FIELD_NUMBER << 3 | VARINT -> component = in.readEnum();
      case DeviceSample.EPOCH_FIELD_NUMBER << 3 | LENGTH -> epoch(in);
      case DeviceSample.IN_TOTAL_FIELD_NUMBER << 3 | VARINT -> inTotal = in.readBool();
      case DeviceSample.READ_MONOTONIC_NANOS_FIELD_NUMBER << 3 | VARINT ->
          readMonotonicNanos = in.readUInt64();
      case DeviceSample.TOTALS_FIELD_NUMBER << 3 | LENGTH -> total(in);
      case DeviceSample.COUNTERS_FIELD_NUMBER << 3 | LENGTH -> counter(in);
      case DeviceSample.ERRORS_FIELD_NUMBER << 3 | LENGTH -> error(in);
      case DeviceSample.CORRELATION_GROUP_FIELD_NUMBER << 3 | LENGTH ->
          correlationGroup = in.readStringRequireUtf8();
      case DeviceSample.UNCOVERED_MILLIS_FIELD_NUMBER << 3 | VARINT ->
          uncoveredMillis = in.readUInt64();
      default -> gauge(tag, in);
    }
  }

  private void gauge(int tag, CodedInputStream in) throws IOException {
    switch (tag) {
      case DeviceSample.POWER_MILLIWATTS_FIELD_NUMBER << 3 | VARINT ->
          power = Optional.of(Wire.power(in.readUInt64()));
      case DeviceSample.UTILIZATION_PPM_FIELD_NUMBER << 3 | VARINT ->
          utilizationPpm = OptionalInt.of(in.readUInt32());
      case DeviceSample.IDLE_MILLIWATTS_FIELD_NUMBER << 3 | VARINT ->
          idlePower = Optional.of(Wire.power(in.readUInt64()));
      case DeviceSample.MEMORY_USED_BYTES_FIELD_NUMBER << 3 | VARINT ->
          memoryUsedBytes = notNegative("memory_used_bytes", in);
      case DeviceSample.MEMORY_TOTAL_BYTES_FIELD_NUMBER << 3 | VARINT ->
          memoryTotalBytes = notNegative("memory_total_bytes", in);
      case DeviceSample.POWER_LIMIT_MILLIWATTS_FIELD_NUMBER << 3 | VARINT ->
          powerLimit = Optional.of(Wire.power(in.readUInt64()));
      case DeviceSample.TEMPERATURE_MILLICELSIUS_FIELD_NUMBER << 3 | VARINT ->
          temperatureMillicelsius = OptionalInt.of(in.readSInt32());
      case DeviceSample.CLOCK_HERTZ_FIELD_NUMBER << 3 | VARINT ->
          clockHertz = notNegative("clock_hertz", in);
      case DeviceSample.THROTTLE_REASONS_FIELD_NUMBER << 3 | LENGTH -> {
        if (throttleReasons.isEmpty()) {
          throttleReasons = new ArrayList<>(2);
        }
        throttleReasons.add(in.readStringRequireUtf8());
      }
      default -> skip(tag, in);
    }
  }

  private static OptionalLong notNegative(String field, CodedInputStream in) throws IOException {
    return OptionalLong.of(Wire.notNegative(field, in.readUInt64()));
  }

  private void epoch(CodedInputStream in) throws IOException {
    int outer = in.pushLimit(in.readRawVarint32());
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case io.trainwatt.events.wire.v1.Epoch.ID_FIELD_NUMBER << 3 | LENGTH ->
            epochId = in.readStringRequireUtf8();
        case io.trainwatt.events.wire.v1.Epoch.ORDINAL_FIELD_NUMBER << 3 | VARINT ->
            epochOrdinal = in.readUInt64();
        case io.trainwatt.events.wire.v1.Epoch.STARTED_WALL_MICROS_FIELD_NUMBER << 3 | VARINT ->
            epochStartedWallMicros = in.readInt64();
        case io.trainwatt.events.wire.v1.Epoch.REASON_FIELD_NUMBER << 3 | LENGTH ->
            epochReason = in.readStringRequireUtf8();
        default -> skip(tag, in);
      }
    }
    in.popLimit(outer);
  }

  private void total(CodedInputStream in) throws IOException {
    int quality = 0;
    long energy = 0;
    int outer = in.pushLimit(in.readRawVarint32());
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case DeviceTotal.QUALITY_FIELD_NUMBER << 3 | VARINT -> quality = in.readEnum();
        case DeviceTotal.ENERGY_MICROJOULES_FIELD_NUMBER << 3 | VARINT -> energy = in.readUInt64();
        default -> skip(tag, in);
      }
    }
    in.popLimit(outer);
    totals = with(totals, WireEnums.quality(quality), Wire.energy(energy));
  }

  private void error(CodedInputStream in) throws IOException {
    int quality = 0;
    int ppm = 0;
    int outer = in.pushLimit(in.readRawVarint32());
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case ErrorBound.QUALITY_FIELD_NUMBER << 3 | VARINT -> quality = in.readEnum();
        case ErrorBound.PPM_FIELD_NUMBER << 3 | VARINT -> ppm = in.readUInt32();
        default -> skip(tag, in);
      }
    }
    in.popLimit(outer);
    errors = with(errors, WireEnums.quality(quality), Wire.notNegative("errors.ppm", ppm));
  }

  /** Most devices have one quality: that map is made without a copy. */
  private static <V> Map<Quality, V> with(Map<Quality, V> known, Quality quality, V value) {
    if (known.isEmpty()) {
      return Map.of(quality, value);
    }
    Map<Quality, V> more = new EnumMap<>(known);
    more.put(quality, value);
    return more;
  }

  private void counter(CodedInputStream in) throws IOException {
    int userCase = 0;
    int user = 0;
    int quality = 0;
    long energy = 0;
    long bridged = 0;
    long filled = 0;
    int outer = in.pushLimit(in.readRawVarint32());
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case io.trainwatt.events.wire.v1.Counter.RUN_FIELD_NUMBER << 3 | VARINT,
            io.trainwatt.events.wire.v1.Counter.REMAINDER_FIELD_NUMBER << 3 | VARINT -> {
          // One of the two: the later one holds.
          userCase = tag >>> 3;
          user = in.readUInt32();
        }
        case io.trainwatt.events.wire.v1.Counter.QUALITY_FIELD_NUMBER << 3 | VARINT ->
            quality = in.readEnum();
        case io.trainwatt.events.wire.v1.Counter.ENERGY_MICROJOULES_FIELD_NUMBER << 3 | VARINT ->
            energy = in.readUInt64();
        case io.trainwatt.events.wire.v1.Counter.BRIDGED_MICROJOULES_FIELD_NUMBER << 3 | VARINT ->
            bridged = in.readUInt64();
        case io.trainwatt.events.wire.v1.Counter.FILLED_MICROJOULES_FIELD_NUMBER << 3 | VARINT ->
            filled = in.readUInt64();
        default -> skip(tag, in);
      }
    }
    in.popLimit(outer);
    counters.add(
        new Counter(
            user(userCase, user),
            WireEnums.quality(quality),
            Wire.energy(energy),
            Wire.energy(bridged),
            Wire.energy(filled)));
  }

  private User user(int userCase, int user) {
    return switch (userCase) {
      case io.trainwatt.events.wire.v1.Counter.RUN_FIELD_NUMBER -> {
        if (user < 0 || user >= users.size()) {
          throw new IllegalArgumentException(
              "counters.run is %s but %d runs are listed"
                  .formatted(Integer.toUnsignedString(user), users.size()));
        }
        yield users.get(user);
      }
      case io.trainwatt.events.wire.v1.Counter.REMAINDER_FIELD_NUMBER ->
          switch (user) {
            case Remainder.REMAINDER_UNATTRIBUTED_VALUE -> User.Remainder.UNATTRIBUTED;
            case Remainder.REMAINDER_RETIRED_VALUE -> User.Remainder.RETIRED;
            default -> throw new IllegalArgumentException("counters.remainder is not known");
          };
      default -> throw new IllegalArgumentException("counters.user is not set");
    };
  }
}
