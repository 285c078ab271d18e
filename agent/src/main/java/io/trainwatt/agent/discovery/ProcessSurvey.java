package io.trainwatt.agent.discovery;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What each process of a machine, or of a recorded tree of one, would be found as.
 *
 * @param entries by process number; threads of the kernel are left out
 */
public record ProcessSurvey(List<Entry> entries) {
  public ProcessSurvey {
    entries = List.copyOf(entries);
  }

  /** A process, what it would be of, and whether it becomes a run. */
  public record Entry(Sighting process, Identity identity, Verdict verdict) {}

  /**
   * Looks once at all.
   *
   * @param cgroupRoot whose files say the groups of processes that {@code procRoot} doesn't
   */
  public static ProcessSurvey of(
      DiscoveryConfig config, Path procRoot, Path cgroupRoot, String cluster, String node) {
    Policy policy = new Policy(config);
    boolean live = procRoot.equals(Path.of("/proc"));
    CgroupTree groups = live ? new CgroupTree(java.util.Map.of()) : CgroupTree.under(cgroupRoot);
    Inspector inspector =
        new Inspector(
            procRoot, new Identifier(config, cluster, node), Optional.empty(), Optional.of(groups));
    inspector.refreshClock();
    List<Sighting> all = new ArrayList<>();
    Set<String> training = new HashSet<>();
    for (long pid : pids(procRoot, groups)) {
      Optional<Sighting> seen = inspector.see(pid).map(inspector::searched);
      if (seen.isPresent()) {
        all.add(seen.get());
        if (policy.isTraining(seen.get())) {
          seen.get().identity().run().ifPresent(training::add);
        }
      }
    }
    return new ProcessSurvey(
        all.stream()
            .map(
                seen -> {
                  boolean trains = seen.identity().run().filter(training::contains).isPresent();
                  return new Entry(seen, inspector.described(seen), policy.of(seen, trains));
                })
            .toList());
  }

  private static Set<Long> pids(Path procRoot, CgroupTree groups) {
    Set<Long> pids = new TreeSet<>(groups.pids());
    File[] folders = procRoot.toFile().listFiles();
    if (folders != null) {
      for (File folder : folders) {
        if (folder.getName().matches("[1-9]\\d{0,9}")) {
          pids.add(Long.parseLong(folder.getName()));
        }
      }
    }
    return pids;
  }
}
