package io.trainwatt.collector.grid;

import io.trainwatt.events.grid.GridEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One provider of factors or prices, of one zone or file. Asked by one thread. */
interface GridSource {
  /** Shown to operators, and unique. */
  String name();

  /** How long after a good answer it is asked again. */
  Duration interval();

  /** How far back each question reaches, so that late corrections are seen. */
  Duration lookback();

  /** Whether an event that the topic has is one that it said, so that it knows its own again. */
  boolean isOwn(GridEvent event);

  /**
   * From when on what it answers is all there is: what it published of that time before and says no
   * more is taken back. Absent where a gap is only a gap.
   *
   * @param from as it is asked
   */
  default Optional<Instant> wholeSince(Instant from) {
    return Optional.empty();
  }

  /**
   * What holds in a stretch of time. Factors without a publishing time (0) were published now.
   *
   * @throws SourceFailed if it has no answer, or none that can be used
   */
  Answer read(Instant from, Instant to) throws SourceFailed, InterruptedException;

  /**
   * What a provider said.
   *
   * @param refused one sentence each, about a value that cannot be
   */
  record Answer(List<GridEvent> events, List<String> refused) {
    public Answer {
      events = List.copyOf(events);
      refused = List.copyOf(refused);
    }
  }
}
