package io.trainwatt.agent.discovery;

import io.trainwatt.agent.procfs.KernelFile;
import io.trainwatt.agent.procfs.KernelUnits;
import io.trainwatt.agent.procfs.ProcessStat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Looks at one process at a time. Used by one thread. */
final class Inspector {
  private static final long KERNEL_THREADS = 2;
  private static final Set<String> WATCHERS =
      Set.of(
          "nv-hostengine", "dcgm-exporter", "nvidia-smi", "nvidia-persiste", "nvtop", "rocm-smi");
  private static final int CGROUP_BYTES = 8 << 10;
  private static final int ENVIRONMENT_BYTES = 128 << 10;
  private static final int COMMAND_BYTES = 4 << 10;
  private static final int MOST_WORDS = 64;
  private static final long MILLIS_PER_SECOND = 1_000;

  private final Path procRoot;
  private final Optional<Path> socket;
  private final Optional<CgroupTree> groups;
  private final Identifier identifier;
  private final Holdings holdings;
  private final KernelUnits units;
  private final ProcessStat stat;
  private final KernelFile cgroupFile = new KernelFile(CGROUP_BYTES);
  private final KernelFile environmentFile = new KernelFile(ENVIRONMENT_BYTES);
  private final KernelFile commandFile = new KernelFile(COMMAND_BYTES);
  private final Map<Integer, String> users = new HashMap<>();
  private OptionalLong uptimeMillis = OptionalLong.empty();

  /**
   * @param socket of this agent; a process that names another agent's is not ours. Absent: nothing
   *     is
   * @param groups where a recorded tree of processes doesn't say their groups
   */
  Inspector(
      Path procRoot, Identifier identifier, Optional<Path> socket, Optional<CgroupTree> groups) {
    this.procRoot = procRoot;
    this.identifier = identifier;
    this.socket = socket;
    this.groups = groups;
    this.holdings = new Holdings(procRoot);
    this.units = KernelUnits.under(procRoot);
    this.stat = new ProcessStat(procRoot);
  }

  /** Looks at the clock, for the age of what is seen from now on. */
  void refreshClock() {
    KernelFile file = new KernelFile(CGROUP_BYTES);
    try {
      file.read(procRoot + "/uptime");
      String seconds = file.text().split(" ", 2)[0];
      uptimeMillis = OptionalLong.of((long) (Double.parseDouble(seconds) * MILLIS_PER_SECOND));
    } catch (IOException | NumberFormatException e) {
      uptimeMillis = OptionalLong.empty();
    }
  }

  /** A living process that is no thread of the kernel. */
  Optional<Sighting> see(long pid) {
    if (!stat.read(pid)
        || stat.dead()
        || pid == KERNEL_THREADS
        || stat.parent() == KERNEL_THREADS) {
      return Optional.empty();
    }
    Cgroup cgroup = cgroup(pid);
    Environment environment = environment(pid);
    List<String> command = command(pid);
    Identity identity = identifier.of(cgroup, environment, command);
    String name = stat.name();
    return Optional.of(
        new Sighting(
            pid,
            stat.parent(),
            stat.startTicks(),
            name,
            user(pid),
            command,
            identity,
            Evidence.NONE,
            stat.residentPages() * units.pageBytes(),
            age(stat.startTicks()),
            exempt(pid, name, cgroup, environment)));
  }

  private OptionalLong age(long startTicks) {
    return uptimeMillis.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(Math.max(0, uptimeMillis.getAsLong() - units.millis(startTicks)));
  }

  private String exempt(long pid, String name, Cgroup cgroup, Environment environment) {
    boolean extern = cgroup.slurm().flatMap(Cgroup.Slurm::step).equals(Optional.of("extern"));
    if (name.equals("slurmstepd")
        || cgroup.slurm().map(Cgroup.Slurm::helper).orElse(false)
        || (extern && name.equals("sleep"))) {
      return "a process that Slurm keeps for itself";
    }
    if (cgroup.pod().isPresent() && name.equals("pause")) {
      return "it only keeps its pod's namespaces";
    }
    if (pid == ProcessHandle.current().pid() && socket.isPresent()) {
      return "the agent itself";
    }
    if (WATCHERS.contains(name)) {
      return "it watches accelerators";
    }
    // In a container our socket may have any path.
    boolean inContainer = cgroup.container().isPresent() || cgroup.pod().isPresent();
    boolean others =
        !inContainer
            && environment
                .get("TRAINWATT_SOCKET")
                .filter(path -> socket.isPresent() && !path.equals(socket.get().toString()))
                .isPresent();
    return others ? "its TRAINWATT_SOCKET is another agent's" : "";
  }

  /** The same with what of a training it maps and holds; reading that is the costly part. */
  Sighting searched(Sighting seen) {
    return seen.with(holdings.of(seen.pid()));
  }

  /** What it would be of, with what the node's files know of its pod or container. */
  Identity described(Sighting seen) {
    return identifier.described(seen.identity(), cgroup(seen.pid()), environment(seen.pid()));
  }

  private Cgroup cgroup(long pid) {
    try {
      cgroupFile.read(procRoot + "/" + pid + "/cgroup");
      return Cgroup.of(cgroupFile.text());
    } catch (IOException e) {
      return groups.map(tree -> tree.of(pid)).orElse(Cgroup.NONE);
    }
  }

  private Environment environment(long pid) {
    return Environment.read(environmentFile, procRoot + "/" + pid + "/environ");
  }

  private List<String> command(long pid) {
    try {
      commandFile.read(procRoot + "/" + pid + "/cmdline");
    } catch (IOException e) {
      return List.of();
    }
    List<String> words = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < commandFile.length() && words.size() < MOST_WORDS; i++) {
      if (commandFile.at(i) == 0) {
        words.add(commandFile.text(start, i));
        start = i + 1;
      }
    }
    return words;
  }

  private String user(long pid) {
    Path process = procRoot.resolve(Long.toString(pid));
    try {
      int uid = (Integer) Files.getAttribute(process, "unix:uid");
      String known = users.get(uid);
      if (known == null) {
        known = Files.getOwner(process).getName();
        users.put(uid, known);
      }
      return known;
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }
}
