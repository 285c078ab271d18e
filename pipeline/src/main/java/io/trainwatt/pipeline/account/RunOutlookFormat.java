package io.trainwatt.pipeline.account;

import io.trainwatt.pipeline.forecast.RunOutlook;
import io.trainwatt.pipeline.state.StateFormat;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;

/** Bytes of a run's curve and pace in a store. */
final class RunOutlookFormat implements StateFormat<RunOutlook> {
  @Override
  public void write(RunOutlook outlook, StateWriter out) {
    outlook.write(out);
  }

  @Override
  public RunOutlook read(StateReader in) {
    return RunOutlook.read(in);
  }
}
