package io.trainwatt.collector.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.collector.fixture.Results;
import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.SeriesPoint;
import io.trainwatt.events.account.Subject;
import io.trainwatt.events.quantity.Energy;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class NodeUseTest {
  private static final long TEN_SECONDS = 10_000_000_000L;

  private final AtomicLong nanos = new AtomicLong();
  private final NodeUse use = new NodeUse(nanos::get);

  @Test
  void bothSidesEqualBalance() {
    use.run("r1", 40);
    use.run("r2", 2);
    use.node(node(1, 42));

    assertThat(use.balance()).isEqualTo(new NodeBalance(at(1), 42, 42));
  }

  @Test
  void newerVersionOfARunReplacesTheOlder() {
    use.run("r1", 40);
    use.run("r1", 42);
    use.node(node(1, 42));

    assertThat(use.balance().balances()).isTrue();
  }

  @Test
  void whileThingsMoveAnOlderInstantDecides() {
    use.run("r1", 10);
    use.point("r1", point(1, 10, 10));
    use.node(node(1, 10));
    use.node(node(2, 25));

    assertThat(use.balance()).isEqualTo(new NodeBalance(at(1), 10, 10));
  }

  @Test
  void runThatIsAheadOfTheNodeIsTakenAtTheNodesInstant() {
    use.node(node(1, 10));
    use.run("r1", 25);
    use.point("r1", point(1, 10, 10));
    use.point("r1", point(2, 25, 15));

    assertThat(use.balance()).isEqualTo(new NodeBalance(at(1), 10, 10));
  }

  @Test
  void runThatBeganAfterTheInstantHadUsedNothingThen() {
    use.node(node(1, 0));
    use.run("r1", 15);
    use.point("r1", point(2, 15, 15));

    assertThat(use.balance()).isEqualTo(new NodeBalance(at(1), 0, 0));
  }

  @Test
  void differenceThatStaysIsADifference() {
    use.run("r1", 10);
    use.point("r1", point(1, 10, 10));
    use.node(node(1, 10));
    use.node(node(2, 25));
    nanos.addAndGet(TEN_SECONDS);

    assertThat(use.balance()).isEqualTo(new NodeBalance(at(2), 25, 10));
    assertThat(use.balance().balances()).isFalse();
  }

  @Test
  void differenceWithoutAnyInstantThatFitsIsADifferenceAtOnce() {
    use.run("r1", 11);
    use.node(node(1, 10));

    assertThat(use.balance().balances()).isFalse();
  }

  private static Account.OfNode node(int second, long attributed) {
    Account.OfNode shape = Results.node(attributed, 5);
    return new Account.OfNode(
        shape.node(),
        shape.measured(),
        shape.attributed(),
        shape.unattributed(),
        shape.books(),
        shape.facts(),
        shape.agentStages(),
        new Account.Ledger(
            second,
            at(second),
            Results.START,
            shape.ledger().energy(),
            shape.ledger().total(),
            List.of()));
  }

  private static SeriesPoint point(int second, long total, long growth) {
    SeriesPoint shape = Results.point(new Subject.OfRun("r1"), second, growth);
    return new SeriesPoint(
        shape.subject(),
        shape.node(),
        shape.fromWallMicros(),
        shape.toWallMicros(),
        shape.slices(),
        Energy.ofMicrojoules(total),
        shape.gauges(),
        shape.progress());
  }

  private static long at(int second) {
    return Results.START + second * Results.SECOND;
  }
}
