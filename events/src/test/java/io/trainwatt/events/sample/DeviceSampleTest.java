package io.trainwatt.events.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.events.quantity.Energy;
import io.trainwatt.events.quantity.Quality;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeviceSampleTest {

  @Test
  void countersThatSumToTheTotalBalance() {
    assertThat(device(1_000, 400, 600).imbalance()).isEmpty();
  }

  @Test
  void aMicrojouleTooMuchIsNamed() {
    assertThat(device(1_000, 400, 601).imbalance())
        .hasValue("device cpu, MODELLED: counters sum to 1001 µJ, total says 1000 µJ");
  }

  private static DeviceSample device(long total, long run, long unattributed) {
    return new DeviceSample(
        "cpu",
        Component.CPU,
        new Epoch("e", 1, 0, "first start"),
        true,
        0,
        Map.of(Quality.MODELLED, Energy.ofMicrojoules(total)),
        List.of(
            Counter.of(new User.OfRun("r"), Quality.MODELLED, Energy.ofMicrojoules(run)),
            Counter.of(
                User.Remainder.UNATTRIBUTED, Quality.MODELLED, Energy.ofMicrojoules(unattributed))),
        Map.of(),
        "model",
        0,
        Gauges.NONE);
  }
}
