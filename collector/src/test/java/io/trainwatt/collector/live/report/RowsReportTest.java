package io.trainwatt.collector.live.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.collector.fixture.Results;
import io.trainwatt.collector.live.ViewOf;
import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.Subject;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RowsReportTest {
  private static final long TOTAL = 3_000_000;

  private final Account.OfRun run = Results.run("r1", "demo", TOTAL);
  private final Account.OfNode node = Results.node(TOTAL, 500);
  private final ViewOf view =
      ViewOf.accounts(run, node)
          .and(Results.point(run.subject(), 1, 5_000_000))
          .and(Results.point(node.subject(), 1, 5_000_000));

  @Test
  void rowOfARunSaysWhatItsReportSays() {
    RunReport report = view.read(state -> RunReport.of(state, run));

    RunRow row = view.read(state -> RunRow.of(state, run));

    assertThat(row.run()).isEqualTo(report.run());
    assertThat(row.energy().totalMicrojoules()).isEqualTo(report.energy().totalMicrojoules());
    assertThat(row.energy().plusMinusMicrojoules())
        .isEqualTo(report.energy().plusMinusMicrojoules());
    assertThat(row.energy().byQuality()).isEqualTo(report.energy().byQuality());
    assertThat(row.powerMilliwatts()).isPresent().isEqualTo(report.powerMilliwatts());
    assertThat(row.co2Grams()).isEqualTo(report.co2Grams());
    assertThat(row.joulesPerToken()).isEqualTo(report.joulesPerToken());
    assertThat(row.nodes()).containsExactly(Results.NODE);
  }

  @Test
  void rowOfANodeSaysWhatItsReportSaysAndWhoseItsPowerIs() {
    NodeReport report = view.read(state -> NodeReport.of(state, node));

    NodeRow row = view.read(state -> NodeRow.of(state, node));

    assertThat(row.node()).isEqualTo(report.node());
    assertThat(row.name()).isEqualTo(report.name());
    assertThat(row.measuredMicrojoules()).isEqualTo(report.measuredMicrojoules());
    assertThat(row.powerMilliwatts()).isPresent().isEqualTo(report.powerMilliwatts());
    assertThat(row.powerByQuality().values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(row.powerMilliwatts().orElseThrow());
    assertThat(row.nobodyMilliwatts().orElseThrow()).isBetween(0L, 5_000L);
  }

  @Test
  void whatTheViewDoesNotHaveHasNoRow() {
    RowsReport rows = view.read(state -> RowsReport.of(state, List.of(new Subject.OfRun("gone"))));

    assertThat(rows.nothing()).isTrue();
  }

  @Test
  void doctorSaysHowEachComponentIsMeasured() {
    DoctorReport report = view.read(DoctorReport::of);

    assertThat(report.nodes())
        .singleElement()
        .extracting(DoctorReport.Node::node)
        .isEqualTo(Results.NODE);
    assertThat(report.nodes().getFirst().components()).isNotEmpty();
  }
}
