package io.trainwatt.pipeline;

import static io.trainwatt.pipeline.Fleet.alive;
import static io.trainwatt.pipeline.Fleet.device;
import static io.trainwatt.pipeline.Fleet.row;
import static io.trainwatt.pipeline.Fleet.sample;
import static io.trainwatt.pipeline.Fleet.used;
import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.events.account.Efficiency;
import io.trainwatt.events.account.RunForecast;
import io.trainwatt.events.account.RunProgress;
import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.progress.Progress;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Component;
import io.trainwatt.events.sample.Sample;
import io.trainwatt.pipeline.account.RunReplay;
import io.trainwatt.pipeline.carbon.CarbonConfig;
import io.trainwatt.pipeline.carbon.Figures;
import io.trainwatt.pipeline.carbon.GridBook;
import io.trainwatt.pipeline.carbon.GridTable;
import io.trainwatt.pipeline.meter.SampleReplay;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the topology makes of a run, whenever it writes, and what the log gives once more. */
class RecountTest {
  private static final String NODE = "local/one";
  private static final int SECONDS = 200;

  private record Seen(Efficiency efficiency, RunProgress progress, RunForecast forecast) {}

  // Uneven power, so that a coarser history would tell otherwise.
  private static long microjoules(long second) {
    return second * 100_000_000 + 40_000_000 * (second % 7) / 7 + second * second * 10_000;
  }

  private static Sample tick(long second) {
    return sample(
        NODE,
        second,
        List.of(alive("r", second * 900_000)),
        device("gpu", Component.CPU, second, used("r", Quality.COUNTED, microjoules(second))));
  }

  private static Progress step(long second) {
    return Fleet.progress(
        "r", NODE, 0, second * 1_000 + 370, second, new Loss.Finite(1.0 / (second + 1)));
  }

  /**
   * Through the topology.
   *
   * @param every seconds after which accounts are written
   * @param late seconds by which progress comes after the energy of its time, or before it
   */
  private static Seen live(int every, int late) {
    try (TopologyBench bench = new TopologyBench()) {
      bench.row(row("r", NODE, Map.of()));
      for (long second = 1L + Math.min(0, late); second <= SECONDS + Math.max(0, late); second++) {
        if (second >= 1 && second <= SECONDS) {
          bench.sample(tick(second));
        }
        if (second - late >= 1 && second - late <= SECONDS) {
          bench.progress(step(second - late));
        }
        if (second % every == 0) {
          bench.advance(Duration.ofSeconds(every));
        }
      }
      bench.advance(Duration.ofSeconds(1));
      return new Seen(
          bench.run("r").efficiency().orElseThrow(),
          bench.run("r").progress().orElseThrow(),
          bench.run("r").forecast().orElseThrow());
    }
  }

  private static Seen recounted() {
    RunReplay run = new RunReplay("r");
    SampleReplay samples = new SampleReplay();
    for (long second = 1; second <= SECONDS; second++) {
      samples.sample(tick(second), Fleet.micros(second) / 1_000).forEach(run::slice);
      run.progress(step(second));
    }
    var account = run.account(new Figures(new GridBook(GridTable.shipped(), CarbonConfig.DEFAULT)));
    return new Seen(
        account.efficiency().orElseThrow(),
        account.progress().orElseThrow(),
        account.forecast().orElseThrow());
  }

  @Test
  void theLogGivesWhatTheTopologyGaveHoweverSeldomItWrites() {
    Seen recounted = recounted();

    assertThat(live(1, 0)).isEqualTo(recounted);
    assertThat(live(SECONDS, 0)).isEqualTo(recounted);
  }

  @Test
  void progressThatComesLaterChangesNothing() {
    assertThat(live(1, 15)).isEqualTo(recounted());
  }

  @Test
  void progressThatComesWellBeforeItsEnergyChangesNothing() {
    assertThat(live(1, -150)).isEqualTo(recounted());
  }
}
