package io.trainwatt.pipeline;

import static io.trainwatt.pipeline.Fleet.endedRow;
import static io.trainwatt.pipeline.Fleet.progress;
import static io.trainwatt.pipeline.Fleet.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.events.advice.Advice;
import io.trainwatt.events.advice.AdviceAction;
import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.run.RunFacts;
import io.trainwatt.pipeline.watch.AdviceConfig;
import io.trainwatt.pipeline.watch.AdviceConfig.LabelValue;
import io.trainwatt.pipeline.watch.WatchConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A run whose losses are no numbers from some step on, and the guard rails of advice. */
class AdviceTest {
  private static final String NODE = "local/one";
  private static final long MINUTE = 60;
  private TopologyBench bench =
      bench(List.of(new LabelValue("autostop", "yes")), List.of(new LabelValue("team", "prod")));
  private long second;

  @AfterEach
  void close() {
    bench.close();
  }

  private static TopologyBench bench(List<LabelValue> actFor, List<LabelValue> veto) {
    return new TopologyBench(
        WatchConfig.DEFAULT.with(
            new AdviceConfig(actFor, veto, Duration.ofMinutes(10), Duration.ofDays(1))));
  }

  private void said(long at, Loss loss) {
    second = at;
    bench.progress(progress("r", NODE, 0, at * 1_000, at, loss));
  }

  private void finite(int rows) {
    for (int i = 0; i < rows; i++) {
      said(second + 1, new Loss.Finite(1.0 / (second + 1)));
    }
  }

  private void broken(int rows) {
    for (int i = 0; i < rows; i++) {
      said(second + 1, Loss.NonFinite.NAN);
    }
  }

  private static RunFacts labelled(long revision, Map<String, String> labels) {
    RunFacts row = row("r", NODE, labels);
    return new RunFacts(
        row.run(),
        row.node(),
        revision,
        row.name(),
        labels,
        row.user(),
        row.foundBy(),
        row.startedWallMicros(),
        row.endedWallMicros(),
        row.state(),
        row.exitCode(),
        row.command(),
        row.worldSize());
  }

  @Test
  void adviceIsADryRunUnlessALabelAllowsMore() {
    bench.row(row("r", NODE, Map.of("strategy", "dense")));
    said(11 * MINUTE, new Loss.Finite(1));
    broken(3);

    List<Advice> advice = bench.advice();
    assertThat(advice).hasSize(1);
    Advice only = advice.getFirst();
    assertThat(only.action()).isEqualTo(AdviceAction.STOP);
    assertThat(only.dryRun()).isTrue();
    assertThat(only.rule()).isEqualTo("LossNotFinite");
    assertThat(only.heldBackBecause())
        .isEqualTo("none of its labels stands in trainwatt.advice.act-for");
    assertThat(only.audit())
        .isEqualTo(
            "Advised run name of r (r) to stop, as a dry run since none of its labels stands in"
                + " trainwatt.advice.act-for. LossNotFinite: Losses are no numbers: what the run"
                + " computes now is worth nothing.");
    assertThat(only.expiresWallMicros() - only.wallMicros()).isEqualTo(86_400_000_000L);
    assertThat(bench.alerts()).anyMatch(alert -> alert.fingerprint().equals(only.fingerprint()));
  }

  @Test
  void anAllowedLabelMakesItEarnest() {
    bench.row(row("r", NODE, Map.of("autostop", "yes")));
    said(11 * MINUTE, new Loss.Finite(1));
    broken(3);

    assertThat(bench.advice())
        .singleElement()
        .satisfies(advice -> assertThat(advice.dryRun()).isFalse())
        .satisfies(advice -> assertThat(advice.heldBackBecause()).isEmpty())
        .satisfies(advice -> assertThat(advice.audit()).contains("to stop, in earnest."));
  }

  @Test
  void nothingIsAdvisedBeforeTheMinimumRuntime() {
    bench.row(row("r", NODE, Map.of("autostop", "yes")));
    said(9 * MINUTE, new Loss.Finite(1));
    broken(5);
    assertThat(bench.advice()).isEmpty();

    said(10 * MINUTE, Loss.NonFinite.NAN);

    assertThat(bench.advice()).hasSize(1);
  }

  @Test
  void nothingIsAdvisedToARunOfWhichNoRowIsKnown() {
    said(11 * MINUTE, new Loss.Finite(1));
    broken(5);

    assertThat(bench.advice()).isEmpty();
  }

  @Test
  void theOperatorsVetoForbidsIt() {
    bench.row(row("r", NODE, Map.of("autostop", "yes", "team", "prod")));
    said(11 * MINUTE, new Loss.Finite(1));
    broken(3);

    assertThat(bench.advice()).isEmpty();
  }

  @Test
  void theUsersVetoTakesBackWhatWasAdvised() {
    bench.row(labelled(1, Map.of("autostop", "yes")));
    said(11 * MINUTE, new Loss.Finite(1));
    broken(3);
    Advice first = bench.advice().getFirst();

    bench.row(labelled(2, Map.of("autostop", "yes", "advice", "off")));

    assertThat(bench.advice())
        .singleElement()
        .satisfies(advice -> assertThat(advice.action()).isEqualTo(AdviceAction.WITHDRAW))
        .satisfies(advice -> assertThat(advice.id()).isEqualTo(first.id()))
        .satisfies(
            advice ->
                assertThat(advice.audit())
                    .isEqualTo(
                        "Took back the advice to run name of r (r) to stop: the run's label"
                            + " advice=off forbids it."));
    broken(10);
    assertThat(bench.advice()).isEmpty();
  }

  @Test
  void whatIsNoLongerTrueIsTakenBackAndMayBeAdvisedAnew() {
    bench.row(row("r", NODE, Map.of("autostop", "yes")));
    said(11 * MINUTE, new Loss.Finite(1));
    broken(3);
    finite(4);
    broken(3);

    List<Advice> advice = bench.advice();
    assertThat(advice)
        .extracting(Advice::action)
        .containsExactly(AdviceAction.STOP, AdviceAction.WITHDRAW, AdviceAction.STOP);
    assertThat(advice.get(2).id()).isNotEqualTo(advice.get(0).id());
    assertThat(advice.get(1).evidence()).containsEntry("because", "it no longer holds");
  }

  @Test
  void aLabelThatComesLaterMakesItEarnestByNewAdvice() {
    bench.row(labelled(1, Map.of()));
    said(11 * MINUTE, new Loss.Finite(1));
    broken(3);

    bench.row(labelled(2, Map.of("autostop", "yes")));

    List<Advice> advice = bench.advice();
    assertThat(advice)
        .extracting(Advice::action)
        .containsExactly(AdviceAction.STOP, AdviceAction.WITHDRAW, AdviceAction.STOP);
    assertThat(advice).extracting(Advice::dryRun).containsExactly(true, true, false);
  }

  @Test
  void aRunThatHasEndedIsToldNothing() {
    bench.row(row("r", NODE, Map.of("autostop", "yes")));
    said(11 * MINUTE, new Loss.Finite(1));
    broken(3);
    bench.advice();

    bench.row(endedRow("r", NODE, 12 * MINUTE, 1));
    finite(10);

    assertThat(bench.advice()).isEmpty();
  }

  @Test
  void withoutAnySettingEveryAdviceIsADryRun() {
    bench.close();
    bench = new TopologyBench();
    bench.row(row("r", NODE, Map.of("autostop", "yes")));
    said(11 * MINUTE, new Loss.Finite(1));
    broken(3);

    assertThat(bench.advice())
        .singleElement()
        .satisfies(advice -> assertThat(advice.dryRun()).isTrue())
        .satisfies(
            advice ->
                assertThat(advice.heldBackBecause())
                    .isEqualTo("trainwatt.advice.act-for is not set"));
  }
}
