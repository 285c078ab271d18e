package io.trainwatt.collector.grid;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.collector.stage.StageTally;
import io.trainwatt.events.codec.GridCodec;
import io.trainwatt.events.codec.MalformedRecord;
import io.trainwatt.events.grid.EmissionBasis;
import io.trainwatt.events.grid.GridEvent;
import io.trainwatt.events.grid.GridFactor;
import io.trainwatt.events.grid.IntensityKind;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GridPollerTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private final Script source = new Script();
  private final Published published = new Published();
  private final List<GridEvent> written = new ArrayList<>();
  private final List<String> removed = new ArrayList<>();
  private final StageTally tally = new StageTally("grid.feed.script");
  private Instant now = NOON;
  private final GridPoller poller =
      new GridPoller(
          source,
          published,
          this::write,
          tally,
          Duration.ofDays(45),
          clock(() -> now),
          new Random(1));

  private static Clock clock(InstantSource source) {
    return source.withZone(ZoneOffset.UTC);
  }

  private void write(String key, byte @Nullable [] value) {
    try {
      if (value == null) {
        removed.add(key);
      } else {
        written.add(GridCodec.decode(value));
      }
    } catch (MalformedRecord e) {
      throw new AssertionError(e);
    }
  }

  /** A source that says what the test wants. */
  private static final class Script implements GridSource {
    private final List<Instant> askedFrom = new ArrayList<>();
    private final Reading.Frame frame =
        new Reading.Frame("FR", "script", IntensityKind.AVERAGE, EmissionBasis.DIRECT);
    private Optional<SourceFailed> failure = Optional.empty();
    private Optional<RuntimeException> unforeseen = Optional.empty();
    private Answer answer = new Answer(List.of(), List.of());
    private boolean whole;

    private void says(int... gramsByHour) {
      Reading reading = new Reading();
      for (int i = 0; i < gramsByHour.length; i++) {
        Instant from = NOON.minus(Duration.ofHours(gramsByHour.length - i));
        reading.add(
            frame,
            from,
            from.plus(Duration.ofHours(1)),
            BigDecimal.valueOf(gramsByHour[i]),
            false,
            OptionalLong.empty());
      }
      answer = reading.answer();
    }

    @Override
    public String name() {
      return "script";
    }

    @Override
    public boolean isOwn(GridEvent event) {
      return event.source().equals("script");
    }

    @Override
    public Duration interval() {
      return Duration.ofMinutes(5);
    }

    @Override
    public Duration lookback() {
      return Duration.ofHours(6);
    }

    @Override
    public Optional<Instant> wholeSince(Instant from) {
      return whole ? Optional.of(Instant.EPOCH) : Optional.empty();
    }

    @Override
    public Answer read(Instant from, Instant to) throws SourceFailed {
      askedFrom.add(from);
      if (unforeseen.isPresent()) {
        throw unforeseen.get();
      }
      if (failure.isPresent()) {
        throw failure.get();
      }
      return answer;
    }
  }

  private GridFactor written(int at) {
    return (GridFactor) written.get(at);
  }

  @Test
  void onlyWhatIsNewIsWritten() throws Exception {
    source.says(50, 60);
    assertThat(poller.turn()).isEqualTo(Duration.ofMinutes(5));
    poller.turn();

    assertThat(written).hasSize(2);
    assertThat(written(0).publishedWallMicros()).isEqualTo(Reading.micros(NOON));
    assertThat(tally.count().dropped()).isEqualTo(Map.of("known already", 2L));
  }

  @Test
  void aLateCorrectionSaysWhatItCorrects() throws Exception {
    source.says(50, 60);
    poller.turn();
    now = NOON.plus(Duration.ofHours(3));
    source.says(50, 75);
    poller.turn();

    assertThat(written).hasSize(3);
    assertThat(written(2).milligramsPerKilowattHour()).isEqualTo(75_000);
    assertThat(written(2).corrects()).hasValue(60_000);
    assertThat(written(2).publishedWallMicros()).isEqualTo(Reading.micros(now));
  }

  @Test
  void theFirstQuestionReachesBackAsFarAsEnergyIsKeptAndLaterOnesToTheGap() throws Exception {
    source.says(50, 60);
    poller.turn();
    now = NOON.plus(Duration.ofHours(1));
    poller.turn();
    now = NOON.plus(Duration.ofDays(3));
    poller.turn();

    assertThat(source.askedFrom)
        .containsExactly(
            NOON.minus(Duration.ofDays(45)),
            NOON.plus(Duration.ofHours(1)).minus(Duration.ofHours(6)),
            // Where the last hour that is known ended.
            NOON);
  }

  @Test
  void whatAnotherInstancePublishedIsNotWrittenAgain() throws Exception {
    source.says(50, 60);
    for (GridEvent event : source.answer.events()) {
      published.take(event.key(), GridCodec.encode(event));
    }

    poller.turn();

    assertThat(written).isEmpty();
  }

  @Test
  void failuresWaitTwiceAsLongEachTimeAndASuccessForgetsThem() throws Exception {
    source.failure = Optional.of(new SourceFailed("unavailable", "down"));
    Duration first = poller.turn();
    Duration second = poller.turn();
    assertThat(first).isBetween(Duration.ofSeconds(12), Duration.ofSeconds(18));
    assertThat(second).isBetween(Duration.ofSeconds(24), Duration.ofSeconds(36));
    for (int i = 0; i < 20; i++) {
      poller.turn();
    }
    assertThat(poller.turn()).isLessThanOrEqualTo(Duration.ofMinutes(36));
    assertThat(poller.problem()).contains("down");

    source.failure = Optional.empty();
    poller.turn();
    assertThat(poller.problem()).isEmpty();
    source.failure = Optional.of(new SourceFailed("unavailable", "down"));
    assertThat(poller.turn()).isLessThan(Duration.ofSeconds(19));
    assertThat(tally.count().dropped()).containsEntry("unavailable", 24L);
  }

  @Test
  void anAnswerThatNobodyThoughtOfIsCountedAndTheSourceIsAskedAgain() throws Exception {
    source.unforeseen = Optional.of(new ArithmeticException("long overflow"));

    assertThat(poller.turn()).isBetween(Duration.ofSeconds(12), Duration.ofSeconds(18));
    assertThat(poller.problem()).hasValueSatisfying(why -> assertThat(why).contains("overflow"));
    assertThat(tally.count().dropped()).isEqualTo(Map.of("unforeseen", 1L));

    source.unforeseen = Optional.empty();
    source.says(50);
    poller.turn();
    assertThat(written).hasSize(1);
    assertThat(poller.problem()).isEmpty();
  }

  @Test
  void aThrottlingServerIsLeftAloneAsLongAsItWants() throws Exception {
    source.failure =
        Optional.of(new SourceFailed("throttled", "429", Optional.of(Duration.ofMinutes(7))));

    assertThat(poller.turn()).isEqualTo(Duration.ofMinutes(7));
  }

  @Test
  void whatAWholeSourceSaysNoMoreIsTakenBack() throws Exception {
    source.whole = true;
    source.says(50, 60);
    poller.turn();
    source.says(60);
    poller.turn();

    assertThat(removed).containsExactly(written.getFirst().key());
  }

  @Test
  void whatCannotBeIsCountedAndTheRestGoesOn() throws Exception {
    source.says(50, -5, 2_000_000_000);
    poller.turn();

    assertThat(written).hasSize(1);
    assertThat(tally.count().dropped()).isEqualTo(Map.of("invalid", 2L));
    assertThat(poller.problem()).isPresent();
  }

  @Test
  void whatIsRefusedIsToldAsProblemUntilItIsGoneAndCountedEachTime() throws InterruptedException {
    source.answer = new GridSource.Answer(List.of(), List.of("an intensity of -7 g/kWh"));

    poller.turn();
    poller.turn();

    assertThat(poller.problem()).hasValue("an intensity of -7 g/kWh");
    source.answer = new GridSource.Answer(List.of(), List.of());
    poller.turn();
    assertThat(poller.problem()).isEmpty();
  }
}
