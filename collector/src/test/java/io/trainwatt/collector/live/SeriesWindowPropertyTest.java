package io.trainwatt.collector.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.collector.fixture.Results;
import io.trainwatt.events.account.SeriesPoint;
import io.trainwatt.events.account.Subject;
import io.trainwatt.events.codec.SeriesPointCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Two instances that read the same points in any order answer the same. */
final class SeriesWindowPropertyTest {
  private static final Subject RUN = new Subject.OfRun("r1");

  @Property(tries = 200)
  void orderDoesNotMatter(
      @ForAll @Size(min = 1, max = 60) List<@IntRange(min = 1, max = 900) Integer> seconds,
      @ForAll long seed) {
    List<Integer> shuffled = new ArrayList<>(seconds);
    Collections.shuffle(shuffled, new Random(seed));

    assertThat(ends(shuffled)).isEqualTo(ends(seconds));
  }

  private static List<Long> ends(List<Integer> seconds) {
    SeriesWindow window = new SeriesWindow(new LiveConfig(Duration.ofMinutes(3), 1 << 20, 10));
    for (int second : seconds) {
      SeriesPoint point = Results.point(RUN, second, 1_000);
      window.add(point, SeriesPointCodec.encode(point));
    }
    return window.after(RUN.key(), Long.MIN_VALUE).stream().map(SeriesPoint::toWallMicros).toList();
  }
}
