package io.trainwatt.pipeline.account;

import io.trainwatt.events.codec.MalformedRecord;
import io.trainwatt.events.codec.RunFactsCodec;
import io.trainwatt.events.run.RunFacts;
import io.trainwatt.pipeline.state.StateFormat;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;

/** Bytes of a run's row in a store: those of its topic. */
final class RunFactsFormat implements StateFormat<RunFacts> {
  @Override
  public void write(RunFacts facts, StateWriter out) {
    out.bytes(RunFactsCodec.encode(facts));
  }

  @Override
  public RunFacts read(StateReader in) {
    try {
      return RunFactsCodec.decode(in.bytes());
    } catch (MalformedRecord e) {
      throw new IllegalStateException("state holds a run's row: " + e.detail(), e);
    }
  }
}
