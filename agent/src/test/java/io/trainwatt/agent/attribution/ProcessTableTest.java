package io.trainwatt.agent.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.attribution.ProcFolder.StatLine;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessTableTest {
  private static final long ROOT = 100;

  @TempDir private Path folder;
  private ProcFolder proc;
  private ProcessTable table;
  private final MeteredRun run = new MeteredRun("run");
  private final MeteredRun other = new MeteredRun("other");

  @BeforeEach
  void aNodeWithAShellAndATraining() {
    proc = new ProcFolder(folder);
    proc.put(StatLine.of(1, 0));
    proc.put(StatLine.of(50, 1).used(1_000, 0));
    proc.put(StatLine.of(ROOT, 50).used(30, 7));
    proc.put(StatLine.of(101, ROOT).used(5, 0));
    table = new ProcessTable(folder, List.of());
    table.scan();
    assertThat(table.register(run, ROOT)).isTrue();
  }

  @Test
  void nothingUsedBeforeRegistrationCounts() {
    assertThat(run.cpuTicks()).isZero();
  }

  @Test
  void whatRootAndItsDescendantsUseCounts() {
    proc.put(StatLine.of(ROOT, 50).used(40, 7));
    proc.put(StatLine.of(101, ROOT).used(8, 0));
    table.scan();
    assertThat(run.cpuTicks()).isEqualTo(13);
  }

  @Test
  void newChildCountsFromItsBirthAndSoDoesItsChild() {
    proc.put(StatLine.of(103, 104).used(2, 0));
    proc.put(StatLine.of(104, 101).used(3, 0).started(102));
    table.scan();
    assertThat(run.cpuTicks()).isEqualTo(5);
    assertThat(run.members()).hasSize(4);
  }

  @Test
  void childThatWasWaitedForIsCountedOnce() {
    proc.put(StatLine.of(101, ROOT).used(25, 0));
    table.scan();
    proc.remove(101);
    proc.put(StatLine.of(ROOT, 50).used(30, 7 + 26));
    table.scan();
    // 21 of the child's ticks were the run's; the 26th tick fell between the scans.
    assertThat(run.cpuTicks()).isEqualTo(21);
  }

  @Test
  void childThatNobodyWaitedForKeepsWhatItUsed() {
    proc.put(StatLine.of(101, ROOT).used(25, 0));
    table.scan();
    proc.remove(101);
    table.scan();
    assertThat(run.cpuTicks()).isEqualTo(20);
  }

  @Test
  void childThatLivedBetweenTwoScansIsKnownFromItsParent() {
    proc.put(StatLine.of(ROOT, 50).used(30, 19));
    table.scan();
    assertThat(run.cpuTicks()).isEqualTo(12);
  }

  @Test
  void grandchildReapedByAChildThatWasReapedIsCountedOnce() {
    proc.put(StatLine.of(105, 101).used(40, 0));
    table.scan();
    proc.remove(105);
    proc.remove(101);
    proc.put(StatLine.of(ROOT, 50).used(30, 7 + 5 + 40));
    table.scan();
    assertThat(run.cpuTicks()).isEqualTo(40);
  }

  @Test
  void orphanStaysAMember() {
    proc.put(StatLine.of(105, 101).used(4, 0));
    table.scan();
    proc.remove(101);
    proc.put(StatLine.of(105, 1).used(9, 0));
    table.scan();
    assertThat(run.cpuTicks()).isEqualTo(9);
  }

  @Test
  void newProcessOfAnOrphanedGroupIsFoundByItsLeader() {
    proc.put(StatLine.of(ROOT, 50).used(30, 7).in(ROOT, 50));
    table.scan();
    proc.put(StatLine.of(107, 1).used(3, 0).in(ROOT, 50));
    table.scan();
    assertThat(run.cpuTicks()).isEqualTo(3);
  }

  @Test
  void secondRunBetweenTwoScansHasItsDescendantsToo() {
    proc.put(StatLine.of(200, 1).used(50, 0));
    proc.put(StatLine.of(201, 200).used(60, 0));
    assertThat(table.register(other, 200)).isTrue();
    proc.put(StatLine.of(202, 201).used(4, 0));
    table.scan();
    assertThat(other.members()).hasSize(3);
    assertThat(other.cpuTicks()).isEqualTo(4);
  }

  @Test
  void groupThatNoMemberLeadsMakesNoMember() {
    proc.put(StatLine.of(ROOT, 50).used(30, 7).in(50, 50));
    table.scan();
    proc.put(StatLine.of(107, 50).used(3, 0).in(50, 50));
    table.scan();
    assertThat(run.cpuTicks()).isZero();
  }

  @Test
  void reusedNumberIsAnotherProcess() {
    proc.put(StatLine.of(101, 50).used(500, 0).started(9_000));
    table.scan();
    assertThat(run.cpuTicks()).isZero();
    assertThat(run.members()).hasSize(1);
    assertThat(table.owner(101)).isEmpty();
  }

  @Test
  void strangersNumberReusedByAChildIsFoundWithinTenScans() {
    proc.put(StatLine.of(60, 50));
    table.scan();
    proc.put(StatLine.of(60, ROOT).used(3, 0).started(9_000));
    for (int i = 0; i < 10; i++) {
      table.scan();
    }
    assertThat(run.cpuTicks()).isEqualTo(3);
  }

  @Test
  void strangersNumberGivenAgainIsLookedAtOnceTheKernelHasPassedIt() {
    proc.write("loadavg", "0.00 0.01 0.05 1/200 119\n");
    table.scan();
    proc.put(StatLine.of(60, 50));
    proc.write("loadavg", "0.00 0.01 0.05 1/200 58\n");
    table.scan();
    proc.put(StatLine.of(60, ROOT).used(3, 0).started(9_000));
    proc.write("loadavg", "0.00 0.01 0.05 1/200 61\n");
    table.scan();
    assertThat(run.cpuTicks()).isEqualTo(3);
  }

  @Test
  void nothingIsLookedAtWhenNoNumberWasGivenButMembersAre() {
    proc.write("loadavg", "0.00 0.01 0.05 1/200 119\n");
    table.scan();
    proc.put(StatLine.of(101, ROOT).used(15, 0));
    proc.put(StatLine.of(106, ROOT).used(99, 0));
    table.scan();
    table.scan();
    assertThat(run.cpuTicks()).isEqualTo(10);
  }

  @Test
  void ownerIsFoundThroughAncestorsNotYetScanned() {
    proc.put(StatLine.of(110, 101));
    proc.put(StatLine.of(111, 110));
    assertThat(table.owner(111)).contains(run);
    assertThat(table.owner(50)).isEmpty();
    assertThat(table.owner(999)).isEmpty();
  }

  @Test
  void runOfZombiesHasEnded() {
    assertThat(run.justEnded()).isFalse();
    proc.put(StatLine.of(ROOT, 50).used(30, 7).zombie());
    proc.put(StatLine.of(101, ROOT).used(6, 0).zombie());
    table.scan();
    assertThat(run.justEnded()).isTrue();
    assertThat(run.cpuTicks()).isEqualTo(1);
  }

  @Test
  void releasedProcessesAreCountedUpToNowAndNeverTakenBack() {
    table.register(other, 50);
    table.register(run, ROOT);
    proc.put(StatLine.of(101, ROOT).used(9, 0));
    table.release(run);
    assertThat(run.cpuTicks()).isEqualTo(4);
    proc.put(StatLine.of(101, 50).used(900, 0));
    table.scan();
    assertThat(run.cpuTicks()).isEqualTo(4);
    assertThat(other.cpuTicks()).isZero();
  }

  @Test
  void processMovesToTheRunThatRegistersItLast() {
    proc.put(StatLine.of(101, ROOT).used(9, 0));
    table.scan();
    table.register(other, 101);
    proc.put(StatLine.of(101, ROOT).used(29, 0));
    table.scan();
    assertThat(run.cpuTicks()).isEqualTo(4);
    assertThat(other.cpuTicks()).isEqualTo(20);
    proc.remove(101);
    proc.put(StatLine.of(ROOT, 50).used(30, 7 + 29));
    table.scan();
    assertThat(run.cpuTicks()).isEqualTo(4);
    assertThat(other.cpuTicks()).isEqualTo(20);
  }

  @Test
  void repeatedRegistrationChangesNothing() {
    proc.put(StatLine.of(101, ROOT).used(9, 0));
    table.scan();
    table.register(run, ROOT);
    assertThat(run.cpuTicks()).isEqualTo(4);
    assertThat(run.members()).hasSize(2);
  }

  @Test
  void processThatIsNotThereCannotBeRegistered() {
    assertThat(table.register(other, 4_000)).isFalse();
  }

  @Test
  void linesThatCannotBeUnderstoodAreNoProcess() {
    proc.write("101/stat", "101 (x) R garbage");
    proc.write("300/stat", "");
    proc.write("301/stat", "301");
    table.scan();
    assertThat(run.members()).hasSize(1);
    assertThat(table.register(other, 300)).isFalse();
    assertThat(table.register(other, 301)).isFalse();
  }
}
