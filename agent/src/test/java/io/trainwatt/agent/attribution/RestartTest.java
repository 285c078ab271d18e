package io.trainwatt.agent.attribution;

import static io.trainwatt.events.sample.User.Remainder.UNATTRIBUTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.attribution.ProcFolder.StatLine;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Counter;
import io.trainwatt.events.sample.Epoch;
import io.trainwatt.events.sample.SensorEvent;
import io.trainwatt.events.sample.User;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a meter does with the checkpoint of one that was killed. */
final class RestartTest {
  private static final User RUN = new User.OfRun("run");
  private static final User LATE = new User.OfRun("late");
  private static final String PACKAGE = "package-0";

  @TempDir private Path folder;
  private Bench bench;
  private RaplFolder rapl;

  @BeforeEach
  void aRunThatHasUsedSome() {
    bench = new Bench(folder);
    rapl = new RaplFolder(bench.sysfs(), 1_000);
    bench.startAnew();
    bench.proc.put(StatLine.of(1, 0));
    bench.proc.put(StatLine.of(100, 1));
    bench.tickAt(5_000);
    bench.meter().register("run", 100);
    bench.proc.put(StatLine.of(100, 1).used(100, 0));
    rapl.use(8_000_000);
    bench.tickAt(6_000);
    assertThat(bench.energy(PACKAGE, RUN)).isEqualTo(4_000_000);
  }

  @Test
  void hardwareCounterBridgesTheGapToRunsOnBothSides() {
    Epoch epoch = bench.device(PACKAGE).epoch();
    rapl.use(120_000_000);
    bench.proc.put(StatLine.of(100, 1).used(700, 0));
    bench.proc.put(StatLine.of(200, 1).used(500, 0));
    bench.restart();
    bench.meter().register("late", 200);
    bench.proc.put(StatLine.of(200, 1).used(600, 0));
    bench.tickAt(36_000);
    assertThat(bench.device(PACKAGE).epoch()).isEqualTo(epoch);
    assertThat(bench.total(PACKAGE, Quality.COUNTED)).isEqualTo(128_000_000);
    // 6 s of CPU time in 30 s on two CPUs.
    Counter run = bench.counter(PACKAGE, RUN);
    assertThat(run.energy().microjoules()).isEqualTo(4_000_000 + 12_000_000);
    assertThat(run.bridged().microjoules()).isEqualTo(12_000_000);
    assertThat(bench.energy(PACKAGE, LATE)).isZero();
    assertThat(bench.counter(PACKAGE, UNATTRIBUTED).bridged().microjoules()).isEqualTo(108_000_000);
    assertThat(bench.device(PACKAGE).uncoveredMillis()).isZero();
    SensorEvent bridged = bench.last.events().getFirst();
    assertThat(bridged.kind()).isEqualTo("bridged");
    assertThat(bridged.energy().orElseThrow().microjoules()).isEqualTo(120_000_000);
    assertThat(bridged.durationMillis()).isEqualTo(OptionalLong.of(30_000));
  }

  @Test
  void bridgeIsCrossedOnce() {
    rapl.use(1_000_000);
    bench.restart();
    bench.tickAt(7_000);
    rapl.use(1_000_000);
    bench.tickAt(8_000);
    assertThat(bench.events(PACKAGE)).isEmpty();
    assertThat(bench.counter(PACKAGE, UNATTRIBUTED).bridged().microjoules()).isEqualTo(1_000_000);
    assertThat(bench.total(PACKAGE, Quality.COUNTED)).isEqualTo(10_000_000);
  }

  @Test
  void modelReportsTheGapAsUncoveredAndGoesOn() {
    Epoch epoch = bench.device("memory").epoch();
    bench.tickAt(7_000);
    bench.restart();
    bench.tickAt(9_000);
    assertThat(bench.device("memory").epoch()).isEqualTo(epoch);
    assertThat(bench.events("memory")).containsExactly("gap");
    assertThat(bench.device("memory").uncoveredMillis()).isEqualTo(2_000);
    assertThat(bench.total("memory", Quality.MODELLED)).isEqualTo(2_000);
    assertThat(bench.counter("memory", UNATTRIBUTED).filled().microjoules()).isEqualTo(2_000);
    bench.tickAt(10_000);
    assertThat(bench.total("memory", Quality.MODELLED)).isEqualTo(3_000);
  }

  @Test
  void runThatDiedMeanwhileGetsNothingOfTheGap() {
    rapl.use(120_000_000);
    bench.proc.remove(100);
    bench.restart();
    bench.tickAt(36_000);
    assertThat(bench.energy(PACKAGE, RUN)).isEqualTo(4_000_000);
    assertThat(bench.last.runs().getFirst().ended()).isTrue();
  }

  @Test
  void gapInWhichTheCounterMayHaveWrappedTwiceIsUncovered() {
    // 200 W at most: 262143 J last 1310 s.
    rapl.use(120_000_000);
    bench.restart();
    bench.tickAt(6_000 + 1_311_000);
    assertThat(bench.events(PACKAGE)).containsExactly("ambiguous");
    assertThat(bench.total(PACKAGE, Quality.COUNTED)).isEqualTo(8_000_000);
    assertThat(bench.device(PACKAGE).uncoveredMillis()).isEqualTo(1_311_000);
  }

  @Test
  void newBootBeginsNewEpochsWithGrownOrdinals() {
    Epoch before = bench.device(PACKAGE).epoch();
    rapl.restart(77);
    bench.reboot();
    bench.tickAt(500);
    Epoch after = bench.device(PACKAGE).epoch();
    assertThat(after.reason()).isEqualTo("new boot");
    assertThat(after.ordinal()).isGreaterThan(before.ordinal());
    assertThat(after.id()).isNotEqualTo(before.id());
    assertThat(bench.events(PACKAGE)).containsExactly("newBoot");
    assertThat(bench.device(PACKAGE).totals()).isEmpty();
    assertThat(bench.device(PACKAGE).counters()).isEmpty();
    assertThat(bench.last.runs().getFirst().ended()).isTrue();
    assertThat(bench.last.runs().getFirst().cpuMicros()).isEqualTo(1_000_000);
  }

  @Test
  void damagedCheckpointBeginsNewEpochsThatSaySo() {
    long before = bench.device(PACKAGE).epoch().ordinal();
    byte[] damaged = bench.last.checkpoint().clone();
    damaged[damaged.length / 2] ^= 1;
    bench.restartFrom(damaged);
    assertThat(bench.meter().findings()).extracting("subject").contains("store");
    bench.tickAt(7_000);
    assertThat(bench.device(PACKAGE).epoch().reason()).isEqualTo("store unreadable");
    assertThat(bench.device(PACKAGE).epoch().ordinal()).isGreaterThan(before);
    assertThat(bench.last.runs()).isEmpty();
  }

  @Test
  void cutForeignAndEmptyCheckpointsAreUnreadableToo() {
    byte[] whole = bench.last.checkpoint();
    for (int length = 0; length < whole.length; length++) {
      bench.restartFrom(Arrays.copyOf(whole, length));
      assertThat(bench.meter().findings()).extracting("subject").contains("store");
    }
    bench.restartFrom(new byte[1_000]);
    assertThat(bench.meter().findings()).extracting("subject").contains("store");
  }

  @Test
  void lostStoreDoesNotBringAnOrdinalBack() {
    long before = bench.device(PACKAGE).epoch().ordinal();
    bench.startAnew();
    bench.tickAt(7_000);
    assertThat(bench.device(PACKAGE).epoch().ordinal()).isGreaterThan(before);
  }

  @Test
  void deviceThatWasAwayIsNotCountedForThatTime() {
    Epoch epoch = bench.device(PACKAGE).epoch();
    rapl.remove();
    bench.restart();
    bench.tickAt(7_000);
    bench.tickAt(8_000);
    assertThat(bench.last.devices()).extracting("device").containsExactly("cpu", "memory");
    assertThat(bench.device("cpu").epoch().reason()).isEqualTo("device appeared");
    new RaplFolder(bench.sysfs(), 60_000_000);
    bench.restart();
    bench.tickAt(9_000);
    assertThat(bench.device(PACKAGE).epoch()).isEqualTo(epoch);
    assertThat(bench.total(PACKAGE, Quality.COUNTED)).isEqualTo(8_000_000);
  }

  @Test
  void longPauseOfTheAgentItselfIsBridgedAsWell() {
    rapl.use(2_000_000);
    bench.tickAt(18_000);
    assertThat(bench.events(PACKAGE)).containsExactly("bridged");
    assertThat(bench.counter(PACKAGE, UNATTRIBUTED).bridged().microjoules()).isEqualTo(2_000_000);
  }
}
