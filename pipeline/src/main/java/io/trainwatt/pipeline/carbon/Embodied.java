package io.trainwatt.pipeline.carbon;

import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;

/**
 * What making a node emitted, cradle to gate.
 *
 * @param milligrams of CO2e, the whole node
 * @param source who says so, and how it is made up
 * @param assumed nobody configured it
 */
public record Embodied(long milligrams, long lifetimeSeconds, String source, boolean assumed) {
  void write(StateWriter out) {
    out.number(milligrams);
    out.number(lifetimeSeconds);
    out.text(source);
    out.flag(assumed);
  }

  static Embodied read(StateReader in) {
    return new Embodied(in.number(), in.number(), in.text(), in.flag());
  }
}
