package io.trainwatt.agent.progress.tensorboard;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalDouble;

/** A {@code TensorProto} of one element, as TensorFlow 2 and Keras write their scalars. */
final class TensorScalar {

  private static final int DTYPE = 1;
  private static final int CONTENT = 4;
  private static final int FLOAT_VALUES = 5;
  private static final int DOUBLE_VALUES = 6;
  private static final int INT_VALUES = 7;
  private static final int INT64_VALUES = 10;

  private static final int FLOAT = 1;
  private static final int DOUBLE = 2;
  private static final int INT32 = 3;
  private static final int INT64 = 9;

  private TensorScalar() {}

  /** The number, absent for tensors of text, of several elements or of other types. */
  static OptionalDouble decode(CodedInputStream in) throws IOException {
    int outer = in.pushLimit(in.readRawVarint32());
    int type = 0;
    byte[] content = new byte[0];
    OptionalDouble listed = OptionalDouble.empty();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int field = WireFormat.getTagFieldNumber(tag);
      if (tag == ((DTYPE << 3) | WireFormat.WIRETYPE_VARINT)) {
        type = in.readEnum();
      } else if (tag == ((CONTENT << 3) | WireFormat.WIRETYPE_LENGTH_DELIMITED)) {
        content = in.readByteArray();
      } else if (isList(field)) {
        listed = first(in, tag, field);
      } else {
        in.skipField(tag);
      }
    }
    in.popLimit(outer);
    return content.length > 0 ? raw(type, content) : listed;
  }

  private static boolean isList(int field) {
    return field == FLOAT_VALUES
        || field == DOUBLE_VALUES
        || field == INT_VALUES
        || field == INT64_VALUES;
  }

  /** The only element, packed or not. */
  private static OptionalDouble first(CodedInputStream in, int tag, int field) throws IOException {
    if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
      return OptionalDouble.of(element(in, field));
    }
    int outer = in.pushLimit(in.readRawVarint32());
    OptionalDouble only = OptionalDouble.empty();
    if (in.getBytesUntilLimit() > 0) {
      only = OptionalDouble.of(element(in, field));
    }
    if (in.getBytesUntilLimit() > 0) {
      only = OptionalDouble.empty();
      in.skipRawBytes(in.getBytesUntilLimit());
    }
    in.popLimit(outer);
    return only;
  }

  private static double element(CodedInputStream in, int field) throws IOException {
    return switch (field) {
      case FLOAT_VALUES -> in.readFloat();
      case DOUBLE_VALUES -> in.readDouble();
      default -> (double) in.readInt64();
    };
  }

  private static OptionalDouble raw(int type, byte[] content) {
    ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    if (type == FLOAT && content.length == Float.BYTES) {
      return OptionalDouble.of(bytes.getFloat());
    }
    if (type == DOUBLE && content.length == Double.BYTES) {
      return OptionalDouble.of(bytes.getDouble());
    }
    if (type == INT32 && content.length == Integer.BYTES) {
      return OptionalDouble.of(bytes.getInt());
    }
    return type == INT64 && content.length == Long.BYTES
        ? OptionalDouble.of((double) bytes.getLong())
        : OptionalDouble.empty();
  }
}
