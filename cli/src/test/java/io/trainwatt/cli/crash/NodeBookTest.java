package io.trainwatt.cli.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.events.quantity.Energy;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.AgentInstance;
import io.trainwatt.events.sample.Component;
import io.trainwatt.events.sample.Counter;
import io.trainwatt.events.sample.DeviceSample;
import io.trainwatt.events.sample.Epoch;
import io.trainwatt.events.sample.Gauges;
import io.trainwatt.events.sample.ListedRun;
import io.trainwatt.events.sample.Sample;
import io.trainwatt.events.sample.User;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the crash matrix would notice, and what it takes for nothing. */
class NodeBookTest {
  private static final Line CPU = new Line("cpu", Quality.COUNTED);

  private final NodeBook book = new NodeBook("crash/n1");

  private static Sample sample(long sequence, String epoch, long run, long nobody) {
    DeviceSample cpu =
        new DeviceSample(
            "cpu",
            Component.CPU,
            new Epoch(epoch, 1, 1, "first start"),
            true,
            sequence,
            Map.of(Quality.COUNTED, Energy.ofMicrojoules(run + nobody)),
            List.of(
                Counter.of(new User.OfRun("r"), Quality.COUNTED, Energy.ofMicrojoules(run)),
                Counter.of(
                    User.Remainder.UNATTRIBUTED, Quality.COUNTED, Energy.ofMicrojoules(nobody))),
            Map.of(Quality.COUNTED, 0),
            "",
            0,
            Gauges.NONE);
    return new Sample(
        "crash/n1",
        sequence,
        new AgentInstance("a", 1),
        "boot",
        sequence,
        sequence,
        List.of(new ListedRun("r", false, 1, 0)),
        List.of(cpu),
        List.of(),
        List.of());
  }

  private static Map<Line, Sum> energy(long microjoules) {
    return Map.of(CPU, new Sum(microjoules, 0, 0));
  }

  @Test
  void anAccountMayStandAfterAnyRecordAndNowhereElse() throws Exception {
    book.take(sample(1, "e", 10, 5));
    book.take(sample(2, "e", 30, 6));

    assertThat(book.passed("node", energy(15))).isTrue();
    assertThat(book.passed("node", energy(36))).isTrue();
    assertThat(book.passed("r", energy(30))).isTrue();
    assertThat(book.passed("node", energy(35))).isFalse();
    assertThat(book.passed("node", energy(37))).isFalse();
    assertThat(book.passed("node", energy(51))).isFalse();
    assertThat(book.passed("r", energy(15))).isFalse();
  }

  @Test
  void recordsThatComeAgainOrLateAddNothing() throws Exception {
    book.take(sample(2, "e", 30, 6));
    book.take(sample(1, "e", 10, 5));
    book.take(sample(2, "e", 30, 6));

    assertThat(book.now("node")).isEqualTo(energy(36));
    assertThat(book.records()).isEqualTo(3);
    assertThat(book.repeated()).isEqualTo(1);
    assertThat(book.missing()).isZero();
  }

  @Test
  void whatIsMissingIsCounted() throws Exception {
    book.take(sample(1, "e", 10, 5));
    book.take(sample(4, "e", 30, 6));

    assertThat(book.missing()).isEqualTo(2);
  }

  @Test
  void anotherEpochCountsFromZero() throws Exception {
    book.take(sample(1, "e", 10, 5));
    book.take(sample(2, "f", 3, 1));

    assertThat(book.total("cpu", Quality.COUNTED)).isEqualTo(19);
    assertThat(book.epochs()).isEqualTo(2);
  }
}
