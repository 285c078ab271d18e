package io.trainwatt.pipeline;

import static io.trainwatt.pipeline.Fleet.alive;
import static io.trainwatt.pipeline.Fleet.device;
import static io.trainwatt.pipeline.Fleet.ended;
import static io.trainwatt.pipeline.Fleet.nobody;
import static io.trainwatt.pipeline.Fleet.retired;
import static io.trainwatt.pipeline.Fleet.sample;
import static io.trainwatt.pipeline.Fleet.used;
import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.events.account.Account;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.run.RunState;
import io.trainwatt.events.sample.Component;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TrainwattTopologyTest {
  private static final String NODE = "local/one";
  private final TopologyBench bench = new TopologyBench();

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void aSampleBecomesAccountsOfItsNodeAndItsRun() {
    bench.sample(
        sample(
            NODE,
            1,
            List.of(alive("r")),
            device(
                "cpu",
                Component.CPU,
                1,
                used("r", Quality.MODELLED, 700),
                nobody(Quality.MODELLED, 300))));

    Account.OfNode node = bench.node(NODE);
    assertThat(node.measured().microjoules()).isEqualTo(1_000);
    assertThat(node.attributed().microjoules()).isEqualTo(700);
    assertThat(node.unattributed().microjoules()).isEqualTo(300);
    assertThat(node.ledger().total().plusMinus().microjoules()).isEqualTo(400);
    Account.OfRun run = bench.run("r");
    assertThat(run.ledger().total().energy().microjoules()).isEqualTo(700);
    assertThat(run.ledger().total().plusMinus().microjoules()).isEqualTo(280);
    assertThat(run.state()).isEqualTo(RunState.RUNNING);
    assertThat(run.name()).isEqualTo("r");
  }

  @Test
  void theLastGrowthOfAnEndedRunCountsAndRetiredGrowthDoesNot() {
    bench.sample(
        sample(
            NODE,
            1,
            List.of(alive("r")),
            device("cpu", Component.CPU, 1, used("r", Quality.MODELLED, 700))));
    bench.sample(
        sample(
            NODE,
            2,
            List.of(ended("r")),
            device(
                "cpu",
                Component.CPU,
                2,
                used("r", Quality.MODELLED, 750),
                nobody(Quality.MODELLED, 20))));
    bench.sample(
        sample(
            NODE,
            3,
            List.of(),
            device(
                "cpu",
                Component.CPU,
                3,
                retired(Quality.MODELLED, 750),
                nobody(Quality.MODELLED, 45))));

    assertThat(bench.run("r").ledger().total().energy().microjoules()).isEqualTo(750);
    assertThat(bench.node(NODE).measured().microjoules()).isEqualTo(795);
    assertThat(bench.node(NODE).unattributed().microjoules()).isEqualTo(45);
    // First sight of the device says nothing of the time before; the second tick is shared.
    var share = bench.run("r").nodes().getFirst();
    assertThat(share.attributed().microjoules()).isEqualTo(750);
    assertThat(share.unattributed().microjoules()).isEqualTo(20);
    assertThat(share.measured().microjoules()).isEqualTo(770);
  }
}
