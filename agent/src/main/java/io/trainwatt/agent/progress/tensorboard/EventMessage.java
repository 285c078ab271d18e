package io.trainwatt.agent.progress.tensorboard;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * An {@code Event} as TensorFlow's event.proto, summary.proto and tensor.proto have it, as far as
 * it holds numbers. Written by hand on the wire's own reader: the messages are TensorFlow's, three
 * fields of them are of use.
 *
 * @param wallSeconds since 1970 UTC
 * @param fileVersion {@code brain.Event:2} in a file's first record, else empty
 */
record EventMessage(double wallSeconds, long step, String fileVersion, List<Scalar> scalars) {

  private static final int MOST_SCALARS = 10_000;

  private static final int WALL_TIME = 1;
  private static final int STEP = 2;
  private static final int FILE_VERSION = 3;
  private static final int SUMMARY = 5;
  private static final int VALUE = 1;
  private static final int TAG = 1;
  private static final int SIMPLE_VALUE = 2;
  private static final int TENSOR = 8;

  /** One named number. */
  record Scalar(String tag, double value) {}

  EventMessage {
    scalars = List.copyOf(scalars);
  }

  /**
   * @throws IOException if it is no such message
   */
  static EventMessage decode(byte[] bytes, int offset, int length) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(bytes, offset, length);
    double wallSeconds = 0;
    long step = 0;
    String version = "";
    List<Scalar> scalars = new ArrayList<>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case (WALL_TIME << 3) | WireFormat.WIRETYPE_FIXED64 -> wallSeconds = in.readDouble();
        case (STEP << 3) | WireFormat.WIRETYPE_VARINT -> step = in.readInt64();
        case (FILE_VERSION << 3) | WireFormat.WIRETYPE_LENGTH_DELIMITED ->
            version = in.readString();
        case (SUMMARY << 3) | WireFormat.WIRETYPE_LENGTH_DELIMITED -> summary(in, scalars);
        default -> in.skipField(tag);
      }
    }
    return new EventMessage(wallSeconds, step, version, scalars);
  }

  private static void summary(CodedInputStream in, List<Scalar> scalars) throws IOException {
    int outer = in.pushLimit(in.readRawVarint32());
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == ((VALUE << 3) | WireFormat.WIRETYPE_LENGTH_DELIMITED)
          && scalars.size() < MOST_SCALARS) {
        value(in, scalars);
      } else {
        in.skipField(tag);
      }
    }
    in.popLimit(outer);
  }

  private static void value(CodedInputStream in, List<Scalar> scalars) throws IOException {
    int outer = in.pushLimit(in.readRawVarint32());
    String name = "";
    OptionalDouble number = OptionalDouble.empty();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case (TAG << 3) | WireFormat.WIRETYPE_LENGTH_DELIMITED -> name = in.readString();
        case (SIMPLE_VALUE << 3) | WireFormat.WIRETYPE_FIXED32 ->
            number = OptionalDouble.of(in.readFloat());
        case (TENSOR << 3) | WireFormat.WIRETYPE_LENGTH_DELIMITED -> {
          OptionalDouble tensor = TensorScalar.decode(in);
          number = tensor.isPresent() ? tensor : number;
        }
        default -> in.skipField(tag);
      }
    }
    in.popLimit(outer);
    if (number.isPresent() && !name.isEmpty()) {
      scalars.add(new Scalar(name, number.getAsDouble()));
    }
  }
}
