package io.trainwatt.agent.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.attribution.ProcFolder.StatLine;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.User;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A CPU package of 10 W at rest and 30 W at work, on a node of two CPUs. */
final class ViewsTest {
  private static final String PACKAGE = "package-0";
  private static final User RUN = new User.OfRun("run");
  private static final User OTHER = new User.OfRun("other");
  private static final long JOULE = 1_000_000;

  @TempDir private Path folder;

  private Bench bench(View view) {
    return new Bench(folder, view);
  }

  /** Ten seconds at rest: what that draws is known from then on. */
  private RaplFolder rest(Bench bench) {
    RaplFolder rapl = new RaplFolder(bench.sysfs(), 1_000);
    bench.startAnew();
    bench.proc.put(StatLine.of(100, 1));
    bench.proc.put(StatLine.of(200, 1));
    bench.tickAt(5_000);
    rapl.use(100 * JOULE);
    bench.tickAt(15_000);
    return rapl;
  }

  /** One second in which the two processes used so much CPU time, of all that was used. */
  private static void work(Bench bench, RaplFolder rapl, int second, long one, long two, long all) {
    bench.proc.put(StatLine.of(100, 1).used(one, 0));
    bench.proc.put(StatLine.of(200, 1).used(two, 0));
    bench.proc.busy(all);
    rapl.use(30 * JOULE);
    bench.tickAt(15_000 + second * 1_000L);
  }

  @Test
  void whatACpuDrawsOverIdleIsSplitByCpuTimeAndTheRestIsNobodys() {
    Bench bench = bench(View.MARGINAL);
    RaplFolder rapl = rest(bench);
    bench.meter().register("run", 100);
    work(bench, rapl, 1, 100, 0, 100);
    assertThat(bench.energy(PACKAGE, RUN)).isEqualTo(20 * JOULE);
    work(bench, rapl, 2, 150, 0, 300);
    assertThat(bench.energy(PACKAGE, RUN)).isEqualTo(25 * JOULE);
    assertThat(bench.energy(PACKAGE, User.Remainder.UNATTRIBUTED)).isEqualTo((100 + 35) * JOULE);
  }

  @Test
  void idlePowerThatWasLearnedOutlivesTheAgent() {
    Bench bench = bench(View.MARGINAL);
    RaplFolder rapl = rest(bench);
    bench.meter().register("run", 100);
    work(bench, rapl, 1, 100, 0, 100);
    bench.restart();
    bench.tickAt(17_000);
    work(bench, rapl, 3, 200, 0, 200);
    assertThat(bench.energy(PACKAGE, RUN)).isEqualTo(40 * JOULE);
  }

  @Test
  void busyNodeIsNeverTakenForAnIdleOne() {
    Bench bench = bench(View.MARGINAL);
    RaplFolder rapl = new RaplFolder(bench.sysfs(), 1_000);
    bench.startAnew();
    bench.proc.put(StatLine.of(100, 1));
    bench.tickAt(5_000);
    bench.meter().register("run", 100);
    for (int i = 1; i <= 20; i++) {
      bench.proc.put(StatLine.of(100, 1).used(100L * i, 0));
      bench.proc.busy(100L * i);
      rapl.use(30 * JOULE);
      bench.tickAt(5_000 + i * 1_000L);
    }
    // By capacity: one of two CPUs.
    assertThat(bench.energy(PACKAGE, RUN)).isEqualTo(20 * 15 * JOULE);
  }

  @Test
  void runThatKeepsHalfOfTheCpusHasHalfOfWhatNobodyUsed() {
    Bench bench = bench(View.RESERVATION);
    RaplFolder rapl = rest(bench);
    bench.proc.write("100/status", "Name:\tpython3\nCpus_allowed:\t1\n");
    bench.meter().register("run", 100);
    work(bench, rapl, 1, 100, 0, 100);
    assertThat(bench.energy(PACKAGE, RUN)).isEqualTo((20 + 5) * JOULE);
  }

  @Test
  void runsThatKeepTheNodeHaveAllOfItBetweenThem() {
    Bench bench = bench(View.RESERVATION);
    RaplFolder rapl = rest(bench);
    bench.proc.write("100/status", "Name:\tpython3\nCpus_allowed:\t00000000,00000003\n");
    bench.proc.write("200/status", "Name:\tpython3\nCpus_allowed:\t3\n");
    bench.meter().register("run", 100);
    bench.meter().register("other", 200);
    work(bench, rapl, 1, 100, 0, 100);
    assertThat(bench.energy(PACKAGE, RUN)).isEqualTo((20 + 5) * JOULE);
    assertThat(bench.energy(PACKAGE, OTHER)).isEqualTo(5 * JOULE);
    assertThat(bench.energy(PACKAGE, User.Remainder.UNATTRIBUTED)).isEqualTo(100 * JOULE);
  }

  @Test
  void freeMemoryIsNobodysOrTheRunsThatKeepTheNode() {
    for (View view : View.values()) {
      Bench bench = new Bench(folder.resolve(view.name()), view);
      bench.proc.put(StatLine.of(100, 1).resident(250));
      bench.tickAt(5_000);
      bench.meter().register("run", 100);
      bench.tickAt(6_000);
      bench.tickAt(7_000);
      assertThat(bench.total("memory", Quality.MODELLED)).isEqualTo(2_000);
      assertThat(bench.energy("memory", RUN)).isEqualTo(view == View.MARGINAL ? 500 : 2_000);
    }
  }

  @Test
  void runThatHasEndedKeepsNothingAnyMore() {
    Bench bench = bench(View.RESERVATION);
    RaplFolder rapl = rest(bench);
    bench.meter().register("run", 100);
    work(bench, rapl, 1, 100, 0, 100);
    bench.meter().end("run");
    work(bench, rapl, 2, 100, 0, 100);
    long before = bench.energy(PACKAGE, RUN);
    work(bench, rapl, 3, 100, 0, 100);
    assertThat(bench.energy(PACKAGE, RUN)).isEqualTo(before);
  }
}
