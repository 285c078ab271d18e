package io.trainwatt.events.codec;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.quantity.Energy;
import io.trainwatt.events.quantity.Power;
import io.trainwatt.events.wire.v1.Label;
import io.trainwatt.events.wire.v1.LossValue;
import io.trainwatt.events.wire.v1.NonFinite;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** What every codec does alike: parse or say why not, and the shapes that several records share. */
final class Wire {
  private Wire() {}

  /**
   * Parses and converts.
   *
   * @throws MalformedRecord {@code undecodable} where the bytes are no such message, {@code
   *     invalid} where a field breaks the record's own rules
   */
  static <M, T> T decode(Parser<M> parser, byte[] bytes, Function<M, T> convert)
      throws MalformedRecord {
    return read(bytes, all -> convert.apply(parser.parseFrom(all)));
  }

  /** What makes a record of its bytes. */
  @FunctionalInterface
  interface Reader<T> {
    T read(byte[] bytes) throws InvalidProtocolBufferException;
  }

  /**
   * Reads.
   *
   * @throws MalformedRecord as {@link #decode} does
   */
  static <T> T read(byte[] bytes, Reader<T> reader) throws MalformedRecord {
    try {
      return reader.read(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new MalformedRecord("undecodable", String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new MalformedRecord("invalid", String.valueOf(e.getMessage()));
    }
  }

  /** Unsigned on the wire, signed here: what passes 2^63 - 1 arrives negative and is refused. */
  static Energy energy(long microjoules) {
    return Energy.ofMicrojoules(microjoules);
  }

  static Power power(long milliwatts) {
    return Power.ofMilliwatts(milliwatts);
  }

  static long notNegative(String field, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(
          field + " is out of range: " + Long.toUnsignedString(value));
    }
    return value;
  }

  static int notNegative(String field, int value) {
    if (value < 0) {
      throw new IllegalArgumentException(
          field + " is out of range: " + Integer.toUnsignedString(value));
    }
    return value;
  }

  static Map<String, String> labels(List<Label> labels) {
    Map<String, String> map = new LinkedHashMap<>();
    for (Label label : labels) {
      map.put(label.getName(), label.getValue());
    }
    return map;
  }

  /** Sorted by name, so that equal maps have equal bytes. */
  static List<Label> labels(Map<String, String> labels) {
    return new TreeMap<>(labels)
        .entrySet().stream()
            .map(e -> Label.newBuilder().setName(e.getKey()).setValue(e.getValue()).build())
            .toList();
  }

  static Loss loss(LossValue value) {
    return switch (value.getValueCase()) {
      case FINITE -> Loss.of(value.getFinite());
      case NON_FINITE ->
          switch (value.getNonFinite()) {
            case NON_FINITE_NAN -> Loss.NonFinite.NAN;
            case NON_FINITE_POSITIVE_INFINITY -> Loss.NonFinite.POSITIVE_INFINITY;
            case NON_FINITE_NEGATIVE_INFINITY -> Loss.NonFinite.NEGATIVE_INFINITY;
            case NON_FINITE_UNSPECIFIED, UNRECOGNIZED ->
                throw new IllegalArgumentException("loss is not a number of a known kind");
          };
      case VALUE_NOT_SET -> throw new IllegalArgumentException("loss has no value");
    };
  }

  static LossValue loss(Loss loss) {
    LossValue.Builder builder = LossValue.newBuilder();
    return switch (loss) {
      case Loss.Finite(double value) -> builder.setFinite(value).build();
      case Loss.NonFinite kind ->
          builder
              .setNonFinite(
                  switch (kind) {
                    case NAN -> NonFinite.NON_FINITE_NAN;
                    case POSITIVE_INFINITY -> NonFinite.NON_FINITE_POSITIVE_INFINITY;
                    case NEGATIVE_INFINITY -> NonFinite.NON_FINITE_NEGATIVE_INFINITY;
                  })
              .build();
    };
  }
}
