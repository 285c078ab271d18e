package io.trainwatt.pipeline;

import static io.trainwatt.pipeline.Fleet.progress;
import static io.trainwatt.pipeline.Fleet.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.events.deadletter.DeadLetter;
import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.progress.Progress;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What cannot be true of its run is refused with its reason, and nothing else is touched. */
class ImplausibleProgressTest {
  private static final String NODE = "local/one";
  private static final long DAY_MICROS = 86_400_000_000L;
  private final TopologyBench bench = new TopologyBench();

  @BeforeEach
  void aRunWithSomeProgress() {
    bench.row(row("r", NODE, Map.of("strategy", "dense")));
    bench.progress(progress("r", NODE, 0, 1_000, 10, new Loss.Finite(2)));
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private void send(long wallMicrosBack, double rate) {
    Progress good = progress("r", NODE, 0, 2_000, 20, new Loss.Finite(1));
    bench.progress(
        new Progress(
            good.run(),
            good.node(),
            good.boot(),
            good.sequence(),
            good.monotonicNanos(),
            good.wallMicros() - wallMicrosBack,
            good.rank(),
            good.worldSize(),
            good.scope(),
            good.source(),
            good.step(),
            good.work(),
            good.loss(),
            good.validationLoss(),
            OptionalDouble.of(rate),
            good.phase(),
            good.plannedSteps(),
            good.parameters(),
            good.activeParameters(),
            good.epoch()));
  }

  private void refused(String cause, String detail) {
    List<DeadLetter> letters = bench.deadLetters();
    assertThat(letters).hasSize(1);
    assertThat(letters.getFirst().cause()).isEqualTo(cause);
    assertThat(letters.getFirst().detail()).contains(detail);
    var known = bench.run("r").progress().orElseThrow();
    assertThat(known.work().steps()).hasValue(10);
    assertThat(known.lastLoss()).contains(new Loss.Finite(2));
    assertThat(bench.alerts()).isEmpty();
  }

  @Test
  void aClockADayBehindTheRun() {
    send(DAY_MICROS, 0.001);

    refused("clock behind", "over an hour before the run began: set the clock of local/one");
  }

  @Test
  void aLearningRateBelowZero() {
    send(0, -1);

    refused("invalid", "learning_rate must be from 0 to 1e9: -1.0");
  }

  @Test
  void aLearningRateThatIsNoNumber() {
    send(0, Double.NaN);

    refused("invalid", "learning_rate must be from 0 to 1e9: NaN");
  }
}
