package io.trainwatt.agent.attribution;

import io.trainwatt.agent.counter.CounterState;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A counter's state in a checkpoint. */
final class StateCodec {
  private static final int MOST_BYTES = 64;

  private StateCodec() {}

  static void write(CounterState state, DataOutput out) throws IOException {
    out.writeBoolean(state.baseline().isPresent());
    if (state.baseline().isPresent()) {
      CounterState.Baseline baseline = state.baseline().get();
      out.writeLong(baseline.atMillis());
      out.writeUTF(baseline.boot());
      out.writeLong(baseline.value());
    }
    out.writeBoolean(state.halfCarried());
    out.writeBoolean(state.interrupted());
    out.writeByte(state.history().size());
    for (CounterState.Interval interval : state.history()) {
      write(interval.halfMicrojoules(), out);
      write(interval.millis(), out);
    }
  }

  static CounterState read(DataInput in) throws IOException {
    Optional<CounterState.Baseline> baseline = Optional.empty();
    if (in.readBoolean()) {
      baseline = Optional.of(new CounterState.Baseline(in.readLong(), in.readUTF(), in.readLong()));
    }
    boolean half = in.readBoolean();
    boolean interrupted = in.readBoolean();
    int count = in.readByte();
    List<CounterState.Interval> history = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      history.add(new CounterState.Interval(number(in), number(in)));
    }
    return new CounterState(baseline, half, history, interrupted);
  }

  private static void write(BigInteger number, DataOutput out) throws IOException {
    byte[] bytes = number.toByteArray();
    out.writeByte(bytes.length);
    out.write(bytes);
  }

  private static BigInteger number(DataInput in) throws IOException {
    int length = in.readByte();
    if (length < 1 || length > MOST_BYTES) {
      throw new IOException("a number of " + length + " bytes");
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return new BigInteger(bytes);
  }
}
