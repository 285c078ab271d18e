package io.trainwatt.agent.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.settings.ConfigError;
import io.trainwatt.agent.settings.Settings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What recorded nodes are found to run. */
final class ProcessSurveyTest {
  private static final Path RECORDED = Path.of("src/test/resources/discovery");

  private static ProcessSurvey.Entry entry(String tree, long pid, Map<String, String> settings)
      throws ConfigError {
    return survey(tree, "local", settings).stream()
        .filter(entry -> entry.process().pid() == pid)
        .findFirst()
        .orElseThrow();
  }

  private static List<ProcessSurvey.Entry> survey(
      String tree, String cluster, Map<String, String> settings) throws ConfigError {
    Map<String, String> all = new HashMap<>(settings);
    all.put("TRAINWATT_DISCOVERY_HOST_ROOT", RECORDED.resolve(tree).resolve("host").toString());
    return ProcessSurvey.of(
            DiscoveryConfig.read(new Settings(Optional.empty(), all)),
            RECORDED.resolve(tree).resolve("proc"),
            RECORDED.resolve(tree).resolve("cgroup"),
            cluster,
            "node1")
        .entries();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          slurm-v1             | 811 | slurm-42            | sparse-attention
          slurm-v1             | 821 | slurm-42            | sparse-attention
          slurm-v1             | 822 | slurm-42            | sparse-attention
          slurm-v2             | 901 | slurm-77            | sparse-attention
          slurm-v2             | 902 | slurm-77            | sparse-attention
          slurm-v2             | 950 | slurm-78            | ''
          by-environment       | 100 | slurm-7             | sparse-attention
          by-environment       | 110 | pbs-1234-5-.pbs-server | resnet
          by-environment       | 120 | flux-f2oLkTLb       | ''
          by-environment       | 131 | torchrun-big-job    | train.py
          by-environment       | 132 | torchrun-big-job    | train.py
          by-environment       | 140 | sweep-3             | Sweep 3
          kubepods-cgroupfs-v1 | 301 | pod-0f3a1c2e-7d1b-4c55-9a37-5d2f6d1e8b90 | trainer-0-abcde
          kubepods-cgroupfs-v1 | 302 | pod-0f3a1c2e-7d1b-4c55-9a37-5d2f6d1e8b90 | trainer-0-abcde
          kubepods-systemd-v2  | 310 | pod-0f3a1c2e-7d1b-4c55-9a37-5d2f6d1e8b90 | trainer-0-abcde
          kubepods-systemd-v2  | 311 | pod-1b2c3d4e-0000-4111-8222-333344445555 | ''
          kubepods-systemd-v2  | 313 | pod-2b2c3d4e-0000-4111-8222-333344445555 | tuner
          kubepods-systemd-v2  | 314 | pod-3b2c3d4e-0000-4111-8222-333344445555 | ''
          kubepods-systemd-v2  | 316 | pod-4b2c3d4e-0000-4111-8222-333344445555 | ''
          containers-v1        | 400 | docker-1ddddddddddd | nanogpt
          containers-v1        | 402 | podman-3ddddddddddd | podman-3ddddddddddd
          containers-v2        | 410 | docker-1ddddddddddd | docker-1ddddddddddd
          containers-v2        | 411 | docker-1ddddddddddd | docker-1ddddddddddd
          containers-v2        | 412 | podman-2ddddddddddd | trainer
          containers-v2        | 415 | containerd-5ddddddddddd | containerd-5ddddddddddd
          groups-told-by-files | 821 | slurm-42            | sparse-attention
          groups-told-by-files | 310 | pod-0f3a1c2e-7d1b-4c55-9a37-5d2f6d1e8b90 | ''
          """)
  void isOfARun(String tree, long pid, String run, String name) throws ConfigError {
    ProcessSurvey.Entry entry = entry(tree, pid, Map.of());
    assertThat(entry.verdict().isRun()).as(entry.verdict().why()).isTrue();
    assertThat(entry.identity().run()).contains(run);
    assertThat(entry.identity().name()).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          slurm-v1             | 1   | smaller than discovery.minMemory
          slurm-v1             | 700 | smaller than discovery.minMemory
          slurm-v1             | 800 | Slurm keeps for itself
          slurm-v1             | 801 | Slurm keeps for itself
          slurm-v2             | 900 | Slurm keeps for itself
          by-environment       | 101 | smaller than discovery.minMemory
          by-environment       | 141 | smaller than discovery.minMemory
          processes            | 200 | smaller than discovery.minMemory
          processes            | 203 | younger than discovery.minAge
          processes            | 204 | smaller than discovery.minMemory
          processes            | 205 | it maps no framework and holds no accelerator
          processes            | 207 | it maps no framework and holds no accelerator
          processes            | 208 | it watches accelerators
          kubepods-cgroupfs-v1 | 300 | it only keeps its pod's namespaces
          kubepods-cgroupfs-v1 | 303 | discovery.kubernetes: training, and it maps no framework
          kubepods-systemd-v2  | 315 | discovery.kubernetes: training
          containers-v1        | 401 | discovery.containers: training
          containers-v1        | 403 | it maps no framework
          containers-v2        | 413 | smaller than discovery.minMemory
          """)
  void isOfNoRunAndSaysWhy(String tree, long pid, String why) throws ConfigError {
    Verdict verdict = entry(tree, pid, Map.of("TRAINWATT_DISCOVERY_MIN_MEMORY", "16MiB")).verdict();
    assertThat(verdict.isRun()).isFalse();
    assertThat(verdict.why()).contains(why);
  }

  @ParameterizedTest
  @CsvSource({
    "201, pytorch, cuda",
    "202, pytorch, cuda",
    "206, '', cuda",
    "209, jax, tpu",
    "210, tensorflow, rocm"
  })
  void trainsByWhatItMapsAndHolds(long pid, String frameworks, String accelerators)
      throws ConfigError {
    ProcessSurvey.Entry entry = entry("processes", pid, Map.of());
    assertThat(
            String.join(", ", entry.process().evidence().frameworks().stream().sorted().toList()))
        .isEqualTo(frameworks);
    assertThat(
            String.join(", ", entry.process().evidence().accelerators().stream().sorted().toList()))
        .isEqualTo(accelerators);
    assertThat(entry.verdict().isRun()).isTrue();
    assertThat(entry.identity().run()).isEmpty();
  }

  /** What they have in common, the next launch or the Job made again has as well. */
  @Test
  void ranksOfAFixedAddressWithoutAnIdAreARunOnEachNode() throws ConfigError {
    for (long onANode : new long[] {150, 151}) {
      ProcessSurvey.Entry entry = entry("by-environment", onANode, Map.of());
      assertThat(entry.verdict().isRun()).as(entry.verdict().why()).isTrue();
      assertThat(entry.identity().finder()).isEqualTo(Finder.PROCESSES);
      assertThat(entry.identity().run()).isEmpty();
    }
  }

  @Test
  void podsOfAJobAreOneRunByTheVariableThatHoldsItsUid() throws ConfigError {
    for (long inAPod : new long[] {317, 318}) {
      ProcessSurvey.Entry entry = entry("kubepods-systemd-v2", inAPod, Map.of());
      assertThat(entry.verdict().isRun()).as(entry.verdict().why()).isTrue();
      assertThat(entry.identity().run()).contains("7c1d2e3f-1111-4222-8333-444455556666");
      assertThat(entry.identity().name()).isEqualTo("sweep");
    }
  }

  @Test
  void labelsComeFromSchedulerAndUser() throws ConfigError {
    assertThat(entry("slurm-v1", 821, Map.of()).identity().labels())
        .isEqualTo(
            Map.of(
                "slurm.job", "42",
                "slurm.cluster", "hpc",
                "slurm.partition", "gpu",
                "slurm.account", "nlp",
                "strategy", "sparse-attention",
                "batch", "64"));
    assertThat(entry("slurm-v2", 902, Map.of()).identity().labels())
        .containsEntry("slurm.array_job", "75")
        .containsEntry("slurm.array_task", "2");
  }

  @Test
  void labelsOfPodsAndContainersComeFromTheNodesOwnFiles() throws ConfigError {
    assertThat(entry("kubepods-systemd-v2", 310, Map.of()).identity().labels())
        .containsEntry("kubernetes.namespace", "ml-team")
        .containsEntry("kubernetes.container", "train")
        .containsEntry("container.image", "registry.example/train:7");
    assertThat(entry("kubepods-cgroupfs-v1", 301, Map.of()).identity().labels())
        .containsEntry("kubernetes.namespace", "ml-team")
        .containsEntry("kubernetes.job_index", "0");
    assertThat(entry("kubepods-systemd-v2", 313, Map.of()).identity().labels())
        .containsEntry("container.image", "registry.example/tune:1");
    assertThat(entry("containers-v1", 400, Map.of()).identity().labels())
        .containsEntry("container.image", "pytorch/pytorch:2.7");
  }

  @Test
  void jobsOfAClusterCarryItsNameAsTheirNumberIsUniqueInItAlone() throws ConfigError {
    assertThat(survey("slurm-v1", "hpc", Map.of()))
        .filteredOn(entry -> entry.process().pid() == 821)
        .allSatisfy(entry -> assertThat(entry.identity().run()).contains("slurm-42@hpc"));
  }

  @Test
  void stepsAreRunsOfTheirOwnWhereThatIsSet() throws ConfigError {
    Map<String, String> steps = Map.of("TRAINWATT_DISCOVERY_SLURM_RUNS", "step");
    assertThat(entry("slurm-v1", 811, steps).identity().run()).contains("slurm-42.batch");
    assertThat(entry("slurm-v1", 822, steps).identity().run()).contains("slurm-42.0");
    assertThat(entry("by-environment", 100, steps).identity().run()).contains("slurm-7.batch");
  }

  @Test
  void whatOneFinderLeavesAnotherMayFind() throws ConfigError {
    Map<String, String> without =
        Map.of("TRAINWATT_DISCOVERY_SLURM", "off", "TRAINWATT_DISCOVERY_UNITS", "all");
    ProcessSurvey.Entry entry = entry("slurm-v1", 821, without);
    assertThat(entry.identity().run()).contains("unit-slurmd.service@node1");
    assertThat(entry.verdict().isRun()).isTrue();
  }

  @Test
  void machinesAreRunsOnlyWhereThatIsSet() throws ConfigError {
    Map<String, String> machines = Map.of("TRAINWATT_DISCOVERY_MACHINES", "all");
    assertThat(entry("containers-v1", 403, machines).identity().run())
        .contains("vm-11112222-3333-4444-5555-666677778888");
    assertThat(entry("containers-v2", 414, machines).identity().run()).contains("vm-ml-box");
    assertThat(entry("containers-v2", 414, Map.of()).verdict().isRun()).isFalse();
  }

  @Test
  void denyGoesBeforeAllowAndBothGoByLabelsToo() throws ConfigError {
    Map<String, String> rules =
        Map.of(
            "TRAINWATT_DISCOVERY_ALLOW", "slurm.partition:gp?, finder:pbs",
            "TRAINWATT_DISCOVERY_DENY", "slurm.array_job:*");
    assertThat(entry("slurm-v1", 821, rules).verdict().isRun()).isTrue();
    assertThat(entry("slurm-v2", 902, rules).verdict().why())
        .isEqualTo("discovery.deny has slurm.array_job:*");
    assertThat(entry("slurm-v2", 950, rules).verdict().why())
        .isEqualTo("no rule of discovery.allow fits");
    assertThat(entry("by-environment", 110, rules).verdict().isRun()).isTrue();
  }
}
