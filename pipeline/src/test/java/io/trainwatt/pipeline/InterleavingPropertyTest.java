package io.trainwatt.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.Efficiency;
import io.trainwatt.events.account.RunForecast;
import io.trainwatt.events.account.RunProgress;
import io.trainwatt.events.progress.Progress;
import io.trainwatt.events.sample.Sample;
import io.trainwatt.pipeline.account.RunReplay;
import io.trainwatt.pipeline.carbon.CarbonConfig;
import io.trainwatt.pipeline.carbon.Figures;
import io.trainwatt.pipeline.carbon.GridBook;
import io.trainwatt.pipeline.carbon.GridTable;
import io.trainwatt.pipeline.meter.RunSlice;
import io.trainwatt.pipeline.meter.SampleReplay;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/**
 * The records of two nodes and of a run's progress reach its account in an order that nobody knows:
 * each log in its own, and whatever between them.
 */
class InterleavingPropertyTest {
  // What energy may be ahead of progress, or a node of the other.
  private static final long LATE_MICROS = 8_000_000;
  private static final Figures FIGURES =
      new Figures(new GridBook(GridTable.shipped(), CarbonConfig.DEFAULT));

  private record Seen(
      Optional<Efficiency> efficiency,
      Optional<RunProgress> progress,
      Optional<RunForecast> forecast,
      long total) {
    private static Seen of(RunReplay run) {
      Account.OfRun account = run.account(FIGURES);
      return new Seen(
          account.efficiency(),
          account.progress(),
          account.forecast(),
          account.ledger().total().energy().microjoules());
    }
  }

  /** The three logs, each with how far it was read. */
  private static final class Logs {
    private final TwoNodes nodes;
    private final RunReplay run = new RunReplay(TwoNodes.RUN);
    private final SampleReplay samples = new SampleReplay();
    private final int[] read = new int[3];

    Logs(TwoNodes nodes) {
      this.nodes = nodes;
    }

    private List<?> log(int which) {
      return which == 0 ? nodes.first : which == 1 ? nodes.second : nodes.progress;
    }

    boolean isOver(int which) {
      return read[which] == log(which).size();
    }

    private long next(int which) {
      if (isOver(which)) {
        return Long.MAX_VALUE;
      }
      return switch (log(which).get(read[which])) {
        case Sample sample -> sample.wallMicros();
        case Progress progress -> progress.wallMicros();
        default -> throw new AssertionError();
      };
    }

    int earliest() {
      int first = next(0) <= next(1) ? 0 : 1;
      return next(first) <= next(2) ? first : 2;
    }

    boolean mayRead(int which) {
      // Progress may be ahead as far as it likes.
      return !isOver(which) && (which == 2 || next(which) - next(earliest()) <= LATE_MICROS);
    }

    void read(int which) {
      switch (log(which).get(read[which]++)) {
        case Sample sample -> {
          for (RunSlice slice : samples.sample(sample, sample.wallMicros() / 1_000)) {
            run.slice(slice);
          }
        }
        case Progress progress -> run.progress(progress);
        default -> throw new AssertionError();
      }
    }

    Seen inOrder() {
      while (!(isOver(0) && isOver(1) && isOver(2))) {
        read(earliest());
      }
      return Seen.of(run);
    }
  }

  @Property(tries = 200)
  void whateverCameFirstTheFiguresAreTheSame(
      @ForAll @LongRange(min = 0, max = 1_000) long seed,
      @ForAll @Size(min = 1, max = 60) List<@IntRange(max = 3) Integer> choices,
      @ForAll @IntRange(min = 1, max = 400) int atOnce) {
    TwoNodes nodes = new TwoNodes(seed);
    Logs logs = new Logs(nodes);
    for (int choice : choices) {
      if (choice == 3) {
        // A look changes nothing.
        assertThat(Seen.of(logs.run)).isNotNull();
      } else {
        for (int i = 0; i < atOnce && logs.mayRead(choice); i++) {
          logs.read(choice);
        }
      }
    }

    assertThat(logs.inOrder()).isEqualTo(new Logs(nodes).inOrder());
  }

  @Property(tries = 20)
  void allProgressBeforeAnyEnergyIsTheSame(@ForAll @LongRange(min = 0, max = 1_000) long seed) {
    TwoNodes nodes = new TwoNodes(seed);
    Logs logs = new Logs(nodes);
    while (!logs.isOver(2)) {
      logs.read(2);
    }

    assertThat(logs.inOrder()).isEqualTo(new Logs(nodes).inOrder());
  }
}
