package io.trainwatt.agent.attribution;

import static io.trainwatt.events.sample.User.Remainder.RETIRED;
import static io.trainwatt.events.sample.User.Remainder.UNATTRIBUTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.attribution.ProcFolder.StatLine;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.ListedRun;
import io.trainwatt.events.sample.User;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a node of two CPUs; the model's table says 470 mW idle and 1 690 mW busy for each. */
final class NodeMeterTest {
  private static final User RUN = new User.OfRun("run");
  private static final String PACKAGE = "package-0";

  @TempDir private Path folder;
  private Bench bench;

  @BeforeEach
  void aNodeWithAShell() {
    bench = new Bench(folder);
    bench.proc.put(StatLine.of(1, 0));
  }

  private RaplFolder withPackage(long start) {
    RaplFolder rapl = new RaplFolder(bench.sysfs(), start);
    bench.startAnew();
    return rapl;
  }

  @Test
  void valuesStartAtZeroWithTheirEpoch() {
    bench.tickAt(5_000);
    assertThat(bench.device("cpu").totals()).isEmpty();
    assertThat(bench.device("cpu").epoch().reason()).isEqualTo("first start");
    assertThat(bench.device("cpu").epoch().startedWallMicros())
        .isEqualTo(Bench.BOOTED_WALL_MICROS + 5_000_000);
    assertThat(bench.device("cpu").readMonotonicNanos()).isEqualTo(5_000_000_000L);
  }

  @Test
  void idleNodeIsModelledAtItsIdlePowerAndBelongsToNobody() {
    bench.tickAt(5_000);
    bench.tickAt(6_000);
    assertThat(bench.total("cpu", Quality.MODELLED)).isEqualTo(940_000);
    assertThat(bench.energy("cpu", UNATTRIBUTED)).isEqualTo(940_000);
    assertThat(bench.device("cpu").gauges().power().orElseThrow().milliwatts()).isEqualTo(940);
    assertThat(bench.device("cpu").gauges().utilizationPpm()).hasValue(0);
  }

  @Test
  void modelledEnergyAboveIdleIsSplitByCpuTime() {
    bench.proc.put(StatLine.of(100, 1));
    bench.tickAt(5_000);
    bench.meter().register("run", 100);
    bench.proc.put(StatLine.of(100, 1).used(60, 0));
    bench.proc.busy(100);
    bench.tickAt(6_000);
    // 940 mJ idle and 1.22 W for the second that one CPU was busy, 60 % of it the run's.
    assertThat(bench.total("cpu", Quality.MODELLED)).isEqualTo(940_000 + 1_220_000);
    assertThat(bench.energy("cpu", RUN)).isEqualTo(732_000);
    assertThat(bench.energy("cpu", UNATTRIBUTED)).isEqualTo(940_000 + 488_000);
    assertThat(bench.device("cpu").gauges().utilizationPpm()).hasValue(500_000);
    assertThat(bench.last.runs()).containsExactly(new ListedRun("run", false, 1, 600_000));
  }

  @Test
  void memoryIsSplitByWhatIsResident() {
    bench.proc.put(StatLine.of(100, 1).resident(250));
    bench.tickAt(5_000);
    bench.meter().register("run", 100);
    bench.tickAt(6_000);
    bench.tickAt(1_006_000 - 999_000);
    // 4 096 000 bytes at 0.392 W/GB are 1 mW; 250 of 1 000 pages.
    assertThat(bench.total("memory", Quality.MODELLED)).isEqualTo(2_000);
    assertThat(bench.energy("memory", RUN)).isEqualTo(500);
    assertThat(bench.device("memory").gauges().memoryUsedBytes()).hasValue(3_072_000);
  }

  @Test
  void packageStandsInForTheCpuModelAndIsSplitByCapacity() {
    RaplFolder rapl = withPackage(RaplFolder.RANGE - 10);
    bench.proc.put(StatLine.of(100, 1));
    bench.tickAt(5_000);
    bench.meter().register("run", 100);
    bench.proc.put(StatLine.of(100, 1).used(50, 0));
    rapl.use(40_000_001);
    bench.tickAt(6_000);
    assertThat(bench.last.devices()).extracting("device").containsExactly(PACKAGE, "memory");
    assertThat(bench.total(PACKAGE, Quality.COUNTED)).isEqualTo(40_000_001);
    // Half of one of two CPUs; the odd microjoule is nobody's.
    assertThat(bench.energy(PACKAGE, RUN)).isEqualTo(10_000_000);
    assertThat(bench.energy(PACKAGE, UNATTRIBUTED)).isEqualTo(30_000_001);
    assertThat(bench.events(PACKAGE)).containsExactly("wrap");
  }

  @Test
  void failedReadsAreToldOnceAndTheNextGoodOneCoversThem() {
    RaplFolder rapl = withPackage(1_000);
    bench.proc.put(StatLine.of(100, 1));
    bench.tickAt(5_000);
    bench.meter().register("run", 100);
    bench.proc.put(StatLine.of(100, 1).used(100, 0));
    rapl.breakDown();
    bench.tickAt(6_000);
    assertThat(bench.events(PACKAGE)).containsExactly("failedRead");
    assertThat(bench.device(PACKAGE).gauges().power()).isEmpty();
    bench.tickAt(7_000);
    assertThat(bench.events(PACKAGE)).isEmpty();
    rapl.restart(61_000);
    bench.tickAt(8_000);
    // One of two CPUs for one of three seconds.
    assertThat(bench.total(PACKAGE, Quality.COUNTED)).isEqualTo(60_000);
    assertThat(bench.energy(PACKAGE, RUN)).isEqualTo(10_000);
  }

  @Test
  void endedRunStaysListedUntilAcknowledgedAndThenIsRetired() {
    bench.proc.put(StatLine.of(100, 1));
    bench.tickAt(5_000);
    bench.meter().register("run", 100);
    bench.proc.put(StatLine.of(100, 1).used(100, 0));
    bench.proc.busy(100);
    bench.tickAt(6_000);
    bench.meter().acknowledged("run");
    bench.proc.remove(100);
    bench.tickAt(7_000);
    assertThat(bench.last.runs()).containsExactly(new ListedRun("run", true, 0, 1_000_000));
    assertThat(bench.energy("cpu", RUN)).isEqualTo(1_220_000);
    bench.meter().acknowledged("run");
    bench.tickAt(8_000);
    assertThat(bench.last.runs()).isEmpty();
    assertThat(bench.energy("cpu", RUN)).isZero();
    assertThat(bench.energy("cpu", RETIRED)).isEqualTo(1_220_000);
    assertThat(bench.device("cpu").imbalance()).isEmpty();
  }

  @Test
  void valuesOfTheRecordThatSaysEndedAreFinal() {
    RaplFolder rapl = withPackage(1_000);
    bench.proc.put(StatLine.of(100, 1));
    bench.tickAt(5_000);
    bench.meter().register("run", 100);
    bench.proc.put(StatLine.of(100, 1).used(100, 0));
    rapl.use(60_000);
    bench.tickAt(6_000);
    bench.proc.put(StatLine.of(100, 1).used(190, 0));
    bench.meter().end("run");
    rapl.breakDown();
    bench.tickAt(7_000);
    assertThat(bench.last.runs().getFirst().ended()).isTrue();
    long told = bench.energy(PACKAGE, RUN);
    rapl.mend();
    rapl.use(60_000);
    bench.tickAt(8_000);
    assertThat(bench.energy(PACKAGE, RUN)).isEqualTo(told).isEqualTo(30_000);
    assertThat(bench.device(PACKAGE).imbalance()).isEmpty();
  }

  @Test
  void whatARunUsedUpToItsEndIsItsOwn() {
    RaplFolder rapl = withPackage(1_000);
    bench.proc.put(StatLine.of(100, 1));
    bench.tickAt(5_000);
    bench.meter().register("run", 100);
    bench.proc.put(StatLine.of(100, 1).used(50, 0));
    bench.meter().end("run");
    rapl.use(40_000);
    bench.tickAt(6_000);
    assertThat(bench.energy(PACKAGE, RUN)).isEqualTo(10_000);
    assertThat(bench.last.runs()).containsExactly(new ListedRun("run", true, 0, 500_000));
  }

  @Test
  void runThatComesBackAfterItWasRetiredBeginsNewEpochs() {
    bench.proc.put(StatLine.of(100, 1));
    bench.tickAt(5_000);
    bench.meter().register("run", 100);
    bench.meter().end("run");
    bench.tickAt(6_000);
    bench.meter().acknowledged("run");
    bench.tickAt(7_000);
    long before = bench.device("cpu").epoch().ordinal();
    bench.proc.put(StatLine.of(200, 1));
    bench.meter().register("run", 200);
    bench.proc.put(StatLine.of(200, 1).used(100, 0));
    bench.proc.busy(100);
    bench.tickAt(8_000);
    assertThat(bench.device("cpu").epoch().reason()).isEqualTo("run returned");
    assertThat(bench.device("cpu").epoch().ordinal()).isGreaterThan(before);
    assertThat(bench.device("cpu").epoch().startedWallMicros())
        .isEqualTo(Bench.BOOTED_WALL_MICROS + 7_000_000);
    assertThat(bench.total("cpu", Quality.MODELLED)).isEqualTo(940_000 + 1_220_000);
    assertThat(bench.energy("cpu", RUN)).isEqualTo(1_220_000);
    assertThat(bench.energy("cpu", RETIRED)).isZero();
  }

  @Test
  void endedRunThatIsNotRetiredYetLivesAgainInItsCounters() {
    bench.proc.put(StatLine.of(100, 1));
    bench.tickAt(5_000);
    bench.meter().register("run", 100);
    bench.proc.put(StatLine.of(100, 1).used(100, 0));
    bench.proc.busy(100);
    bench.tickAt(6_000);
    bench.proc.remove(100);
    bench.tickAt(7_000);
    bench.proc.put(StatLine.of(200, 1));
    bench.meter().register("run", 200);
    bench.meter().acknowledged("run");
    bench.proc.put(StatLine.of(200, 1).used(100, 0));
    bench.proc.busy(200);
    bench.tickAt(8_000);
    assertThat(bench.energy("cpu", RUN)).isEqualTo(2_440_000);
    assertThat(bench.last.runs()).containsExactly(new ListedRun("run", false, 1, 2_000_000));
  }

  @Test
  void runOfTellsTheRunOfADescendant() {
    bench.proc.put(StatLine.of(100, 1));
    bench.proc.put(StatLine.of(101, 100));
    bench.tickAt(5_000);
    bench.meter().register("run", 100);
    assertThat(bench.meter().runOf(101)).contains("run");
    assertThat(bench.meter().runOf(1)).isEmpty();
  }

  @Test
  void factsSayWhatEachDeviceIs() {
    bench.tickAt(1_000);
    assertThat(bench.meter().facts()).extracting("device").containsExactly("cpu", "memory");
    assertThat(bench.meter().findings()).extracting("subject").containsExactly("powercap");
  }
}
