package io.trainwatt.pipeline.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.events.account.ActivityEnergy;
import io.trainwatt.events.account.Efficiency;
import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.progress.Phase;
import io.trainwatt.events.progress.Progress;
import io.trainwatt.events.progress.Work;
import io.trainwatt.events.run.RunState;
import io.trainwatt.pipeline.Fleet;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.List;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ActivityLedgerPropertyTest {
  private static final long FAR_AHEAD = 200_000_000;

  /** Something happens on one of two nodes; progress may be old, early, or of another voice. */
  record Happening(int kind, int node, long micros, long microjoules, Phase phase, int rank) {}

  @Provide
  Arbitrary<List<Happening>> happenings() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 5),
            Arbitraries.integers().between(0, 1),
            Arbitraries.longs().between(1, 90_000_000),
            Arbitraries.longs().between(0, 5_000_000_000L),
            Arbitraries.of(Phase.class),
            Arbitraries.integers().between(0, 2))
        .as(Happening::new)
        .list()
        .ofMaxSize(200);
  }

  @Property(tries = 500)
  void whateverHappensActivitiesSumToTheTotalAndIdlenessIsWithinThem(
      @ForAll("happenings") List<Happening> happenings) {
    List<RunPart> parts = List.of(new RunPart(), new RunPart());
    long[] reached = new long[2];
    long total = 0;
    RunEnergy energy = new RunEnergy(parts);
    ActivityLedger ledger = new ActivityLedger();
    for (Happening what : happenings) {
      switch (what.kind) {
        case 0, 1, 2 -> {
          long to = reached[what.node] + what.micros;
          parts
              .get(what.node)
              .add(Parts.slice(reached[what.node], to, what.microjoules, what.rank > 0));
          reached[what.node] = to;
          total += what.microjoules;
        }
        case 3, 4 ->
            ledger.take(
                said(Math.max(reached[0], reached[1]) + what.micros - 60_000_000, what), Work.NONE);
        default -> {
          ledger.settle(energy, energy.settledUntil(energy.asOfWallMicros()));
          ledger = copy(ledger);
        }
      }
      for (RunState state : RunState.values()) {
        List<ActivityEnergy> energies = ledger.standing(energy, state).energies();
        assertThat(Efficiency.sum(energies).microjoules()).isEqualTo(total);
        assertThat(energies).allMatch(spent -> spent.idle().compareTo(spent.energy()) <= 0);
      }
    }
    ledger.take(said(FAR_AHEAD, new Happening(3, 0, 0, 0, Phase.TRAINING, 0)), Work.NONE);
    ledger.settle(energy, energy.settledUntil(energy.asOfWallMicros()));
    assertThat(Efficiency.sum(ledger.standing(energy, RunState.ENDED).energies()).microjoules())
        .isEqualTo(total);
  }

  private static Progress said(long micros, Happening what) {
    Progress plain = Fleet.progress("r", "n", what.rank, 1, 1, Loss.of(1));
    return new Progress(
        plain.run(),
        plain.node(),
        plain.boot(),
        plain.sequence(),
        plain.monotonicNanos(),
        Fleet.START_MICROS + micros,
        what.rank,
        3,
        plain.scope(),
        plain.source(),
        OptionalLong.empty(),
        Work.NONE,
        plain.loss(),
        plain.validationLoss(),
        plain.learningRate(),
        what.phase,
        plain.plannedSteps(),
        plain.parameters(),
        plain.activeParameters(),
        plain.epoch());
  }

  private static ActivityLedger copy(ActivityLedger ledger) {
    StateWriter out = new StateWriter();
    ledger.write(out);
    return ActivityLedger.read(new StateReader(out.toBytes()));
  }
}
