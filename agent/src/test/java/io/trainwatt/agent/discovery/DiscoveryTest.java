package io.trainwatt.agent.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.settings.ConfigError;
import io.trainwatt.agent.settings.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiscoveryTest {
  private static final String JOB = "/system.slice/slurmstepd.scope/job_7/step_batch/user/task_0";
  private static final String SESSION = "/user.slice/user-1000.slice/session-1.scope";
  private static final String POD =
      "/kubepods.slice/kubepods-pod0f3a1c2e_7d1b_4c55_9a37_5d2f6d1e8b90.slice/cri-containerd-"
          + "a".repeat(64)
          + ".scope";
  private static final String POD_RUN = "pod-0f3a1c2e-7d1b-4c55-9a37-5d2f6d1e8b90";

  @TempDir private Path folder;
  private MadeUpNode node;
  private Discovery discovery;
  private long seconds;

  @BeforeEach
  void aNodeWithAShell() throws ConfigError {
    node = new MadeUpNode(folder);
    node.starts(1, 0, 1, 100, "/init.scope");
    node.starts(50, 1, 100, 100, SESSION);
    discovery = discovery(Map.of());
  }

  private Discovery discovery(Map<String, String> settings) throws ConfigError {
    return new Discovery(
        DiscoveryConfig.read(new Settings(Optional.empty(), settings)),
        node.proc,
        "local",
        "node1",
        Path.of("/run/trainwatt/agent.sock"));
  }

  private List<Found> look(Long... holders) {
    seconds += 2;
    List<Found> found = discovery.look(seconds * 1_000_000_000L, Set.of(holders), node);
    node.take(found);
    return found;
  }

  private static List<Long> pids(List<Found> found) {
    return found.stream().map(one -> one.process().pid()).toList();
  }

  @Test
  void jobIsFoundOnceAndALaterStepJoinsIt() {
    node.starts(100, 60, 99_000, 500, JOB, "SLURM_JOB_NAME=try");
    node.starts(60, 1, 500, 100, "/system.slice/slurmd.service");
    node.starts(101, 100, 99_000, 500, JOB);
    List<Found> found = look();
    assertThat(pids(found)).containsExactlyInAnyOrder(100L, 101L);
    assertThat(found.getFirst().run()).contains("slurm-7");
    assertThat(look()).isEmpty();
    node.starts(200, 61, 99_500, 500, JOB.replace("batch", "0"));
    assertThat(pids(look())).containsExactly(200L);
    assertThat(node.runs).containsEntry(200L, "slurm-7");
  }

  @Test
  void nothingIsFoundBeforeItsTime() {
    node.runs(100, 50, JOB);
    assertThat(look()).hasSize(1);
    node.runs(101, 1, JOB);
    assertThat(discovery.look(seconds * 1_000_000_000L + 1_000_000, Set.of(), node)).isEmpty();
  }

  @Test
  void rootOfATrainingIsItsHighestAncestorThatTrains() {
    node.runs(100, 50, SESSION).maps(100, "libtorch_cpu.so");
    node.runs(101, 100, SESSION).maps(101, "libtorch_cpu.so");
    node.runs(102, 101, SESSION).maps(102, "libtorch_cpu.so");
    List<Found> found = look();
    assertThat(pids(found)).containsExactly(100L);
    assertThat(found.getFirst().run()).isEmpty();
    assertThat(found.getFirst().identity().name()).isEqualTo("train.py");
    assertThat(look()).isEmpty();
  }

  @Test
  void launcherWhoseChildHasARunIsOfThatRun() {
    node.runs(100, 50, SESSION).maps(100, "libtorch_cpu.so");
    node.runs(101, 100, SESSION).maps(101, "libtorch_cpu.so");
    node.runs.put(101L, "torchrun-0123456789ab");
    assertThat(look())
        .singleElement()
        .satisfies(one -> assertThat(one.run()).contains("torchrun-0123456789ab"));
  }

  @Test
  void podBecomesARunWithAllItsProcessesOnceOneOfThemTrains() {
    node.starts(100, 1, 40_000, 100, POD);
    node.runs(101, 1, POD);
    assertThat(look()).isEmpty();
    node.maps(101, "libtorch_cpu.so");
    List<Found> found = look();
    assertThat(pids(found)).containsExactlyInAnyOrder(100L, 101L);
    assertThat(found).allSatisfy(one -> assertThat(one.run()).contains(POD_RUN));
    node.starts(102, 1, 99_900, 100, POD);
    assertThat(pids(look())).containsExactly(102L);
  }

  @Test
  void shellThatBecomesATrainingIsFoundLater() {
    node.starts(100, 50, 99_000, 100, SESSION);
    assertThat(look()).isEmpty();
    node.starts(100, 50, 99_000, 40_000, SESSION).maps(100, "libtorch_cpu.so");
    node.write("uptime", "1030.00 1.00\n");
    assertThat(pids(look())).containsExactly(100L);
  }

  @Test
  void whoHoldsAnAcceleratorIsLookedAtAtOnce() {
    node.runs(100, 50, SESSION);
    look();
    look();
    assertThat(pids(look(100L))).containsExactly(100L);
  }

  @Test
  void distanceBetweenLooksGrows() {
    node.runs(100, 50, SESSION);
    for (int i = 0; i < 60; i++) {
      look();
    }
    // At 2, 4, 8, 16, 32 and 64 s: a pause of 64 s follows, and the seventh look lies beyond.
    assertThat(discovery.looked()).containsEntry(100L, 6);
  }

  @Test
  void numberThatIsGivenAgainIsAnotherProcess() {
    node.write("loadavg", "0 0 0 1/2 150\n");
    node.runs(100, 50, SESSION);
    look();
    node.ends(100);
    node.starts(100, 50, 99_500, 500, JOB);
    node.write("loadavg", "0 0 0 1/2 110\n");
    assertThat(pids(look())).containsExactly(100L);
  }

  @Test
  void whatIsGoneIsForgotten() {
    node.runs(100, 50, SESSION);
    look();
    node.ends(100);
    look();
    assertThat(discovery.size()).isEqualTo(2);
  }

  @Test
  void processThatNamesAnotherAgentIsLeftToIt() {
    node.runs(100, 50, JOB, "TRAINWATT_SOCKET=/tmp/other.sock");
    node.runs(101, 50, JOB, "TRAINWATT_SOCKET=/run/trainwatt/agent.sock");
    assertThat(pids(look())).containsExactly(101L);
  }

  @Test
  void explicitNameIsToldEvenOfAProcessThatHasARun() {
    node.runs(100, 50, JOB).runs(101, 100, JOB, "TRAINWATT_RUN=mine");
    assertThat(look()).hasSize(2);
    assertThat(node.runs).containsEntry(100L, "slurm-7").containsEntry(101L, "mine");
    assertThat(look()).isEmpty();
  }

  @Test
  void crowdIsLookedAtBitByBit() {
    for (int pid = 1_000; pid < 2_000; pid++) {
      node.starts(pid, 50, 40_000, 10, JOB);
    }
    int first = look().size();
    int second = look().size();
    assertThat(first).isLessThan(600);
    assertThat(first + second).isEqualTo(1_000);
  }

  @Test
  void whoSaysThatItTrainsIsOfItsJobOrPod() {
    node.runs(100, 50, JOB).runs(101, 50, POD).runs(102, 50, SESSION);
    assertThat(discovery.identify(100)).isPresent();
    assertThat(discovery.identify(101).flatMap(Found::run)).contains(POD_RUN);
    assertThat(discovery.identify(102)).isEmpty();
    assertThat(discovery.identify(999)).isEmpty();
  }

  @Test
  void nothingIsFoundWhereThatIsOff() throws ConfigError {
    discovery = discovery(Map.of("TRAINWATT_DISCOVERY_ENABLED", "false"));
    node.runs(100, 50, JOB);
    assertThat(look()).isEmpty();
    assertThat(discovery.identify(100)).isEmpty();
  }
}
