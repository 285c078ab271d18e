package io.trainwatt.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.events.alert.Alert;
import io.trainwatt.events.progress.Loss;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A run of 100 W and a step, which is 100 tokens, each second: 1 J a token. */
class LessEfficientTest {
  private static final String NODE = "local/one";
  private final TopologyBench bench = new TopologyBench();

  @AfterEach
  void close() {
    bench.close();
  }

  private List<Alert> alerts(Map<String, String> labels) {
    bench.row(Fleet.row("r", NODE, labels));
    for (long second = 5; second <= 500; second += 5) {
      bench.sample(Fleet.busy(NODE, second, "r", second * 100_000_000));
      bench.progress(
          Fleet.progress("r", NODE, 0, second * 1_000, second, new Loss.Finite(1.0 / second)));
      bench.advance(Duration.ofSeconds(5));
    }
    return bench.alerts().stream().filter(alert -> alert.rule().equals("LessEfficient")).toList();
  }

  @Test
  void whatItsLabelPromisesIsHeldTo() {
    assertThat(alerts(Map.of("joules_per_token", "0.8")).getLast().summary())
        .isEqualTo("A token costs 25 % more energy than its label says.");
  }

  @Test
  void aPromiseThatIsKeptOrOfAnotherUnitRaisesNothing() {
    assertThat(alerts(Map.of("joules_per_token", "0.95", "joules_per_step", "2"))).isEmpty();
  }
}
