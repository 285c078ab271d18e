package io.trainwatt.agent.advice;

import io.trainwatt.events.sample.SensorEvent;
import io.trainwatt.events.sample.StageCount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What hooks did about advice, until the next sample takes it. Bounded. Thread-safe. */
public final class OutcomeBook {

  private static final int MAX_HELD = 256;

  private final List<SensorEvent> held = new ArrayList<>();
  private long in;
  private long out;
  private long tooMany;

  /** A rank of a run says what it did. */
  public synchronized void said(String run, int rank, Outcome outcome, long wallMicros) {
    in++;
    if (held.size() == MAX_HELD) {
      tooMany++;
    } else {
      held.add(outcome.event(run, rank, wallMicros));
    }
  }

  /** All since the last call. */
  public synchronized List<SensorEvent> take() {
    List<SensorEvent> taken = List.copyOf(held);
    held.clear();
    out += taken.size();
    return taken;
  }

  /** Said, published, and left out as too many came in one tick; absent while none was said. */
  public synchronized Optional<StageCount> count() {
    return in == 0
        ? Optional.empty()
        : Optional.of(
            new StageCount(
                "outcomes",
                in,
                out,
                held.size(),
                tooMany == 0 ? Map.of() : Map.of("too many in one tick", tooMany)));
  }
}
