package io.trainwatt.events.sample;

import java.util.Map;

/**
 * What passed one stage since its process began.
 *
 * @param in what came in
 * @param out what went on
 * @param held what is still inside
 * @param dropped what was given up, by reason
 */
public record StageCount(String stage, long in, long out, long held, Map<String, Long> dropped) {
  public StageCount {
    Require.text("stages.stage", stage);
    dropped = Map.copyOf(dropped);
  }

  /** Whether in = out + held + all dropped. */
  public boolean balances() {
    long gone = out + held;
    for (long count : dropped.values()) {
      gone += count;
    }
    return in == gone;
  }
}
