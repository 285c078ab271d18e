package io.trainwatt.collector.grid;

import io.trainwatt.collector.stage.StageTally;
import io.trainwatt.events.codec.GridCodec;
import io.trainwatt.events.grid.GridEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks one source turn by turn, and writes what is new: from as far back as its lookback says, or
 * from where it ended where that is a longer gap. Fails twice as long each time, or as long as the
 * server wants. Used by one thread.
 */
final class GridPoller {
  private static final Logger LOG = LoggerFactory.getLogger(GridPoller.class);
  private static final Duration FIRST_WAIT = Duration.ofSeconds(15);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(30);

  private final GridSource source;
  private final Published published;
  private final GridOutlet outlet;
  private final StageTally tally;
  private final Duration keep;
  private final Clock clock;
  private final RandomGenerator random;
  private Duration wait = FIRST_WAIT;
  private Set<String> refusedBefore = Set.of();
  private boolean failing;
  private volatile Optional<String> problem = Optional.empty();

  GridPoller(
      GridSource source,
      Published published,
      GridOutlet outlet,
      StageTally tally,
      Duration keep,
      Clock clock,
      RandomGenerator random) {
    this.source = source;
    this.published = published;
    this.outlet = outlet;
    this.tally = tally;
    this.keep = keep;
    this.clock = clock;
    this.random = random;
  }

  String name() {
    return source.name();
  }

  /** Why the last turn failed; empty where it did not. */
  Optional<String> problem() {
    return problem;
  }

  /** Asks once; returns how long to wait for the next turn. */
  Duration turn() throws InterruptedException {
    try {
      Instant now = clock.instant();
      Instant from = from(now);
      GridSource.Answer answer = source.read(from, now);
      for (String refused : answer.refused()) {
        tally.dropped("invalid");
        if (!refusedBefore.contains(refused)) {
          LOG.warn("{}: {}", source.name(), refused);
        }
      }
      // Each question looks back over the same values: they are told once.
      refusedBefore = Set.copyOf(answer.refused());
      Set<String> said = new HashSet<>();
      for (GridEvent event : answer.events()) {
        said.add(event.key());
        write(event, now);
      }
      Optional<Instant> whole = source.wholeSince(from);
      if (whole.isPresent()) {
        takeBack(said, whole.get());
      }
      good(answer);
      return source.interval();
    } catch (SourceFailed e) {
      tally.dropped(e.reason());
      return failed(e.detail(), e.retryAfter());
    } catch (RuntimeException e) {
      // An answer that nobody thought of must not end the asking.
      tally.dropped("unforeseen");
      LOG.error("{} cannot be read", source.name(), e);
      return failed(e.toString(), Optional.empty());
    }
  }

  private Instant from(Instant now) {
    Instant oldest = now.minus(keep);
    Instant usual = now.minus(source.lookback());
    OptionalLong end = published.newestEnd(source);
    // Never asked before: all that energy can still meet.
    Instant gap = end.isEmpty() ? oldest : Instant.ofEpochMilli(end.getAsLong() / 1_000);
    Instant from = gap.isBefore(usual) ? gap : usual;
    return from.isBefore(oldest) ? oldest : from;
  }

  private void write(GridEvent event, Instant now) throws SourceFailed, InterruptedException {
    Optional<GridEvent> news = published.news(event, Reading.micros(now));
    if (news.isEmpty()) {
      tally.dropped("known already");
      return;
    }
    byte[] value = GridCodec.encode(news.get());
    outlet.write(event.key(), value);
    published.take(event.key(), value);
    tally.passed();
  }

  private void takeBack(Set<String> said, Instant from) throws SourceFailed, InterruptedException {
    for (String key : published.keys(source, Reading.micros(from))) {
      if (!said.contains(key)) {
        outlet.write(key, null);
        published.take(key, null);
      }
    }
  }

  private void good(GridSource.Answer answer) {
    if (failing) {
      LOG.info("{} answers again", source.name());
    }
    failing = false;
    problem =
        answer.refused().isEmpty() ? Optional.empty() : Optional.of(answer.refused().getFirst());
    wait = FIRST_WAIT;
  }

  private Duration failed(String detail, Optional<Duration> asked) {
    if (!failing) {
      LOG.warn("{} fails and is asked again: {}", source.name(), detail);
    }
    failing = true;
    problem = Optional.of(detail);
    Duration own = Duration.ofMillis((long) (wait.toMillis() * random.nextDouble(0.8, 1.2)));
    wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) < 0 ? wait.multipliedBy(2) : LONGEST_WAIT;
    return asked.filter(wanted -> wanted.compareTo(own) > 0).orElse(own);
  }
}
