package io.trainwatt.agent.attribution;

import io.trainwatt.agent.counter.together.Beyond;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigInteger;

/**
 * What a node's meter and the parts under it have measured, for the checkpoint: all that {@code
 * rest} goes on from.
 *
 * @param meter name of the meter's device
 * @param metered by the meter, microjoules
 * @param parts by the parts in the total, microjoules
 * @param uncertain what both may be off together, microjoules, k = 2
 */
record RestBook(String meter, long metered, long parts, long uncertain, Beyond.State beyond) {

  void write(DataOutput out) throws IOException {
    out.writeUTF(meter);
    out.writeLong(metered);
    out.writeLong(parts);
    out.writeLong(uncertain);
    out.writeBoolean(beyond.begun());
    out.writeLong(beyond.total().longValueExact());
    out.writeLong(beyond.before().longValueExact());
    out.writeLong(beyond.highest().longValueExact());
  }

  static RestBook read(DataInput in) throws IOException {
    return new RestBook(
        in.readUTF(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        new Beyond.State(in.readBoolean(), number(in), number(in), number(in)));
  }

  private static BigInteger number(DataInput in) throws IOException {
    return BigInteger.valueOf(in.readLong());
  }
}
