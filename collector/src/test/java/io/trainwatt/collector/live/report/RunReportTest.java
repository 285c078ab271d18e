package io.trainwatt.collector.live.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.collector.fixture.Results;
import io.trainwatt.collector.live.ViewOf;
import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.EnergyEntry;
import io.trainwatt.events.account.NodeShare;
import io.trainwatt.events.account.Subject;
import io.trainwatt.events.quantity.Energy;
import io.trainwatt.events.run.RunState;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RunReportTest {
  private static final long TOTAL = 3_000_000;

  @Test
  void numbersThatAddUpBalance() {
    Account.OfRun run = Results.run("r1", "demo", TOTAL);

    RunReport report = report(run, Results.node(TOTAL, 500));

    assertThat(report.books().orElseThrow()).isNotEmpty().allMatch(Check::balances);
    assertThat(report.booksBalance()).isTrue();
  }

  @Test
  void totalThatIsNotItsPartsIsNamed() {
    Account.OfRun run = withEntries(Results.run("r1", "demo", TOTAL), 1);

    assertThat(failed(report(run, Results.node(TOTAL, 500))))
        .contains("by quality = total", "by component = total");
  }

  @Test
  void attributedThatIsNotTheSumOverRunsIsNamed() {
    Account.OfRun run = Results.run("r1", "demo", TOTAL);

    assertThat(failed(report(run, Results.node(TOTAL + 1, 500))))
        .containsExactly("attributed = sum over runs on local/n1");
  }

  @Test
  void shareThatIsNotItsPartsIsNamed() {
    Account.OfRun run = Results.run("r1", "demo", TOTAL);
    NodeShare share = run.nodes().getFirst();
    NodeShare wrong =
        new NodeShare(
            share.node(),
            share.measured().plus(Energy.ofMicrojoules(1)),
            share.attributed(),
            share.unattributed(),
            share.fromWallMicros(),
            share.toWallMicros());

    assertThat(failed(report(with(run, List.of(wrong)), Results.node(TOTAL, 500))))
        .containsExactly("measured = attributed + unattributed on local/n1");
  }

  @Test
  void powerIsShownWhileTheRunIsRunning() {
    Account.OfRun run = Results.run("r1", "demo", TOTAL);

    RunReport report =
        ViewOf.accounts(run)
            .and(Results.point(new Subject.OfRun("r1"), 1, 5_000_000))
            .read(state -> RunReport.of(state, run));

    assertThat(report.powerMilliwatts()).contains(5_000L);
  }

  @Test
  void powerIsNotShownAfterItsEnd() {
    Account.OfRun run = Results.run("r1", "demo", TOTAL, RunState.ENDED, Results.START);

    RunReport report =
        ViewOf.accounts(run)
            .and(Results.point(new Subject.OfRun("r1"), 1, 5_000_000))
            .read(state -> RunReport.of(state, run));

    assertThat(report.powerMilliwatts()).isEmpty();
    assertThat(report.run().endedAt()).contains("2026-11-22T19:01:00.000000Z");
  }

  @Test
  void whatIsNotKnownIsAbsentFromTheJson() {
    Account.OfRun run = Results.run("r1", "demo", TOTAL);

    String json = Json.text(report(run, Results.node(TOTAL, 500)));

    assertThat(json)
        .contains("\"lastLoss\":\"NaN\"", "\"firstLoss\":4.0", "\"co2Grams\":0.473")
        .doesNotContain("null", "endedAt", "exitCode", "validationLoss", "powerMilliwatts");
  }

  @Test
  void deviceOutsideTheTotalIsListedAndNotSummed() {
    Account.OfRun run = withEntry(Results.run("r1", "demo", TOTAL), false);

    RunReport report = report(run, Results.node(TOTAL, 500));

    assertThat(report.energy().byDevice()).hasSize(3);
    assertThat(report.energy().byQuality()).containsEntry("modelled", TOTAL);
    assertThat(report.booksBalance()).isTrue();
  }

  private static RunReport report(Account.OfRun run, Account.OfNode node) {
    return ViewOf.accounts(run, node).read(state -> RunReport.of(state, run));
  }

  private static List<String> failed(RunReport report) {
    assertThat(report.booksBalance()).isFalse();
    return report.books().orElseThrow().stream()
        .filter(check -> !check.balances())
        .map(Check::check)
        .toList();
  }

  /** The same run with one device more that nobody put into the total. */
  private static Account.OfRun withEntry(Account.OfRun run, boolean inTotal) {
    EnergyEntry first = run.ledger().energy().getFirst();
    EnergyEntry more =
        new EnergyEntry(
            first.node(),
            "psys",
            first.component(),
            first.quality(),
            inTotal,
            Energy.ofMicrojoules(77),
            Energy.ZERO,
            Energy.ZERO,
            first.errorPpm(),
            first.correlationGroup());
    List<EnergyEntry> entries = new java.util.ArrayList<>(run.ledger().energy());
    entries.add(more);
    return with(run, entries, run.nodes());
  }

  /** The same run with fewer microjoules in its first device. */
  private static Account.OfRun withEntries(Account.OfRun run, long less) {
    EnergyEntry first = run.ledger().energy().getFirst();
    EnergyEntry smaller =
        new EnergyEntry(
            first.node(),
            first.device(),
            first.component(),
            first.quality(),
            true,
            first.energy().minus(Energy.ofMicrojoules(less)),
            first.bridged(),
            first.filled(),
            first.errorPpm(),
            first.correlationGroup());
    return with(run, List.of(smaller, run.ledger().energy().getLast()), run.nodes());
  }

  private static Account.OfRun with(Account.OfRun run, List<NodeShare> shares) {
    return with(run, run.ledger().energy(), shares);
  }

  private static Account.OfRun with(
      Account.OfRun run, List<EnergyEntry> entries, List<NodeShare> shares) {
    Account.Ledger ledger = run.ledger();
    return new Account.OfRun(
        run.run(),
        run.name(),
        run.labels(),
        run.user(),
        run.foundBy(),
        run.state(),
        run.startedWallMicros(),
        run.endedWallMicros(),
        run.exitCode(),
        run.progress(),
        shares,
        new Account.Ledger(
            ledger.revision(),
            ledger.asOfWallMicros(),
            ledger.sinceWallMicros(),
            entries,
            ledger.total(),
            ledger.carbon()));
  }
}
