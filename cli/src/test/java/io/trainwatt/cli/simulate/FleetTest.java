package io.trainwatt.cli.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.events.quantity.Energy;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.DeviceSample;
import io.trainwatt.events.sample.Sample;
import org.junit.jupiter.api.Test;

class FleetTest {

  private static final int SECONDS = 137;

  @Test
  void whatWasPromisedIsWhatTheLastRecordSays() {
    Fleet fleet = new Fleet("test", 3, 2, 1_000_000);
    long[] used = new long[2];
    Sample last = fleet.sample(1, 0, used, false);
    for (int second = 1; second < SECONDS; second++) {
      last = fleet.sample(1, second, used, second == SECONDS - 1);
    }

    long node = 0;
    long run = 0;
    for (DeviceSample device : last.devices()) {
      node += device.totals().getOrDefault(Quality.COUNTED, Energy.ZERO).microjoules();
      run += device.counters().getFirst().energy().microjoules();
    }

    assertThat(fleet.nodeMicrojoules(1, SECONDS)).isEqualTo(node);
    assertThat(fleet.runMicrojoules(1, SECONDS)).isEqualTo(run);
  }

  @Test
  void everyRecordBalances() {
    Sample sample = new Fleet("test", 1, 8, 0).sample(0, 0, new long[8], false);

    assertThat(sample.devices()).allSatisfy(device -> assertThat(device.imbalance()).isEmpty());
  }

  @Test
  void theLastRecordSaysThatTheRunIsOver() {
    Sample sample = new Fleet("test", 1, 1, 0).sample(0, 0, new long[1], true);

    assertThat(sample.runs().getFirst().ended()).isTrue();
  }
}
