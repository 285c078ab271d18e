package io.trainwatt.pipeline.watch;

import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.Map;
import java.util.TreeMap;

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
    out.number(evidence.size());
    new TreeMap<>(evidence)
        .forEach(
            (name, value) -> {
              out.text(name);
              out.text(value);
            });
  }

  static Told read(StateReader in) {
    String summary = in.text();
    int count = in.count();
    Map<String, String> evidence = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      String name = in.text();
      evidence.put(name, in.text());
    }
    return new Told(summary, evidence);
  }
}
