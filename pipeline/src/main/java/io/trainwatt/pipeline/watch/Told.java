package io.trainwatt.pipeline.watch;

import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.Map;

/**
 * What an alert says beside since when.
 *
 * @param summary one sentence: what is wrong
 * @param evidence what the rule saw, by name
 */
record Told(String summary, Map<String, String> evidence) {
  static final Told NOTHING = new Told("", Map.of());

  Told {
    evidence = Map.copyOf(evidence);
  }

  void write(StateWriter out) {
    out.text(summary);
    out.texts(evidence);
  }

  static Told read(StateReader in) {
    return new Told(in.text(), in.texts());
  }

  /** That it is wrong while it is held to be; nothing is used in vain by it. */
  Verdict verdict(Held held, String remedy) {
    return held.wrong()
        ? new Verdict.Firing(held.sinceWallMicros(), summary, remedy, 0, evidence)
        : new Verdict.Clear();
  }
}
