package io.trainwatt.pipeline;

import static io.trainwatt.pipeline.Fleet.alive;
import static io.trainwatt.pipeline.Fleet.device;
import static io.trainwatt.pipeline.Fleet.endedRow;
import static io.trainwatt.pipeline.Fleet.nobody;
import static io.trainwatt.pipeline.Fleet.progress;
import static io.trainwatt.pipeline.Fleet.sample;
import static io.trainwatt.pipeline.Fleet.used;
import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.run.RunState;
import io.trainwatt.events.sample.Component;
import io.trainwatt.events.topic.Topic;
import io.trainwatt.pipeline.account.RunAccountProcessor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunRetentionTest {
  private static final String NODE = "local/one";
  private static final long DAY = 86_400;
  private static final Duration CLEANING = Duration.ofHours(2);
  private static final List<String> STORES =
      List.of(
          RunAccountProcessor.PARTS,
          RunAccountProcessor.ROWS,
          RunAccountProcessor.PROGRESS,
          RunAccountProcessor.SENDERS,
          RunAccountProcessor.DAYS,
          RunAccountProcessor.COURSES);

  private final TopologyBench bench = new TopologyBench();

  @BeforeEach
  void aRunThatEnded() {
    tick("old", 1, 100);
    bench.progress(progress("old", NODE, 0, 500, 3, new Loss.Finite(2)));
    bench.row(endedRow("old", NODE, 2, 0));
    assertThat(bench.run("old").ledger().total().energy().joules()).isEqualTo(100);
    assertThat(stored("old")).isNotEmpty();
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private void tick(String run, long second, long joules) {
    bench.sample(
        sample(
            NODE,
            second,
            List.of(alive(run)),
            device(
                "gpu0",
                Component.GPU,
                second,
                used(run, Quality.COUNTED, joules * 1_000_000),
                nobody(Quality.COUNTED, 0))));
  }

  private List<String> stored(String run) {
    List<String> keys = new ArrayList<>();
    for (String store : STORES) {
      bench.stored(store).stream()
          .filter(key -> Topic.partitionKey(key).equals(run))
          .forEach(keys::add);
    }
    return keys;
  }

  private void daysPass(long days) {
    bench.advance(Duration.ofDays(days));
    tick("young", days * DAY, days);
    bench.advance(CLEANING);
  }

  @Test
  void whatIsKeptOfARunGoesWhenNothingCanRestateItAndItsLastAccountStays() {
    daysPass(46);

    assertThat(stored("old")).isEmpty();
    assertThat(stored("young")).isNotEmpty();
    assertThat(bench.run("old").ledger().total().energy().joules()).isEqualTo(100);
    assertThat(bench.run("old").state()).isEqualTo(RunState.ENDED);
    assertThat(bench.run("old").progress()).isPresent();
  }

  @Test
  void aRunIsKeptAsLongAsCorrectionsMayReachIt() {
    daysPass(44);

    assertThat(stored("old")).isNotEmpty();
  }

  @Test
  void nothingGoesWhileNothingHappens() {
    bench.advance(Duration.ofDays(400));
    bench.advance(CLEANING);

    assertThat(stored("old")).isNotEmpty();
  }

  @Test
  void aNodeWhoseClockIsFarAheadMakesNothingGo() {
    tick("young", 400 * DAY, 1);
    bench.advance(CLEANING);

    assertThat(stored("old")).isNotEmpty();
  }
}
