package io.trainwatt.agent.discovery;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Which run a process would be of, by control group and environment. Ids are made so that all nodes
 * of a job make the same one without asking each other.
 */
final class Identifier {
  private static final Pattern RUN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:@+-]{0,127}");
  private static final Pattern NOT_IN_RUN = Pattern.compile("[^A-Za-z0-9._:@+-]");
  private static final Pattern NOT_IN_RENDEZVOUS = Pattern.compile("[^A-Za-z0-9._-]");
  private static final int LONGEST_RENDEZVOUS = 80;
  private static final int LONGEST_RUN = 128;
  private static final int SHORT_ID = 12;
  private static final String LOCAL = "local";

  private static final Map<String, String> SLURM_LABELS =
      Map.of(
          "SLURM_CLUSTER_NAME", "slurm.cluster",
          "SLURM_JOB_PARTITION", "slurm.partition",
          "SLURM_JOB_ACCOUNT", "slurm.account",
          "SLURM_ARRAY_JOB_ID", "slurm.array_job",
          "SLURM_ARRAY_TASK_ID", "slurm.array_task");

  private final DiscoveryConfig config;
  private final String suffix;
  private final String node;
  private final HostFiles host;

  /**
   * @param cluster of the node; a job's number is unique in it alone
   * @param node name of the node, which a unit's name is unique on alone
   */
  Identifier(DiscoveryConfig config, String cluster, String node) {
    this.config = config;
    this.suffix = cluster.equals(LOCAL) ? "" : "@" + cluster;
    this.node = node;
    this.host = new HostFiles(config.hostRoot());
  }

  /** By the first finder that recognises it and isn't off. */
  Identity of(Cgroup cgroup, Environment environment, List<String> command) {
    for (Finder finder : Finder.values()) {
      if (config.mode(finder) != Mode.OFF) {
        Optional<Identity> identity = by(finder, cgroup, environment, command);
        if (identity.isPresent()) {
          return named(identity.get(), environment);
        }
      }
    }
    return named(tree(cgroup, command), environment);
  }

  private Optional<Identity> by(
      Finder finder, Cgroup cgroup, Environment environment, List<String> command) {
    return switch (finder) {
      case ENVIRONMENT ->
          environment
              .get("TRAINWATT_RUN")
              .filter(run -> RUN.matcher(run).matches())
              .map(run -> new Identity(finder, Optional.of(run), "", Map.of()));
      case SLURM -> slurm(cgroup, environment);
      case PBS -> pbs(environment);
      case FLUX -> flux(environment);
      case TORCHRUN -> torchrun(environment, command);
      case KUBERNETES -> cgroup.pod().map(uid -> pod(uid, cgroup, environment));
      case CONTAINERS -> cgroup.container().map(Identifier::container);
      case MACHINES -> cgroup.machine().map(name -> machine(name, command));
      case UNITS ->
          cgroup
              .unit()
              .map(
                  unit ->
                      new Identity(
                          finder,
                          Optional.of(valid("unit-" + unit + "@" + node)),
                          unit,
                          Map.of("systemd.unit", unit)));
      case PROCESSES -> Optional.of(tree(cgroup, command));
    };
  }

  private Optional<Identity> slurm(Cgroup cgroup, Environment environment) {
    // The variable alone is also in the shell of an salloc, which no node of the job runs.
    Optional<Cgroup.Slurm> group =
        cgroup
            .slurm()
            .or(
                () ->
                    environment
                        .get("SLURM_JOB_ID")
                        .filter(job -> environment.has("SLURMD_NODENAME"))
                        .map(job -> new Cgroup.Slurm(job, Optional.empty(), false)));
    if (group.isEmpty()) {
      return Optional.empty();
    }
    String job = group.get().job();
    String step = group.get().step().or(() -> environment.get("SLURM_STEP_ID")).orElse("batch");
    Map<String, String> labels = new TreeMap<>();
    labels.put("slurm.job", job);
    SLURM_LABELS.forEach(
        (variable, label) -> environment.get(variable).ifPresent(text -> labels.put(label, text)));
    if (config.slurmSteps()) {
      labels.put("slurm.step", step);
    }
    String run = "slurm-" + job + (config.slurmSteps() ? "." + step : "") + suffix;
    return Optional.of(
        new Identity(
            Finder.SLURM,
            Optional.of(valid(run)),
            environment.get("SLURM_JOB_NAME").orElse(""),
            labels));
  }

  private Optional<Identity> pbs(Environment environment) {
    return environment
        .get("PBS_JOBID")
        .map(
            job -> {
              Map<String, String> labels = new TreeMap<>(Map.of("pbs.job", job));
              environment.get("PBS_QUEUE").ifPresent(queue -> labels.put("pbs.queue", queue));
              return new Identity(
                  Finder.PBS,
                  Optional.of(valid("pbs-" + job + suffix)),
                  environment.get("PBS_JOBNAME").orElse(""),
                  labels);
            });
  }

  private Optional<Identity> flux(Environment environment) {
    // Flux writes its ids with a hooked f.
    return environment
        .get("FLUX_JOB_ID")
        .map(job -> job.replace('\u0192', 'f'))
        .map(
            job ->
                new Identity(
                    Finder.FLUX,
                    Optional.of(valid("flux-" + job + suffix)),
                    "",
                    Map.of("flux.job", job)));
  }

  /** As the hook names it: see python/src/trainwatt/_launcher.py. */
  private static Optional<Identity> torchrun(Environment environment, List<String> command) {
    return environment
        .get("TORCHELASTIC_RUN_ID")
        .filter(id -> !id.equals("none"))
        .map(
            id -> {
              String safe = NOT_IN_RENDEZVOUS.matcher(id).replaceAll("-");
              String run =
                  "torchrun-" + safe.substring(0, Math.min(safe.length(), LONGEST_RENDEZVOUS));
              return new Identity(
                  Finder.TORCHRUN, Optional.of(run), scriptOf(command), Map.of("torchrun.id", id));
            });
  }

  private Identity pod(String uid, Cgroup cgroup, Environment environment) {
    Map<String, String> labels = new TreeMap<>();
    labels.put("kubernetes.pod_uid", uid);
    environment
        .get("POD_NAMESPACE")
        .ifPresent(namespace -> labels.put("kubernetes.namespace", namespace));
    if (environment.has("KUBERNETES_SERVICE_HOST")) {
      environment
          .get("POD_NAME")
          .or(() -> environment.get("HOSTNAME"))
          .ifPresent(name -> labels.put("kubernetes.pod", name));
    }
    environment
        .get("JOB_COMPLETION_INDEX")
        .ifPresent(index -> labels.put("kubernetes.job_index", index));
    cgroup.container().ifPresent(container -> labels.put("container.engine", container.engine()));
    return new Identity(
        Finder.KUBERNETES,
        Optional.of("pod-" + uid),
        labels.getOrDefault("kubernetes.pod", ""),
        labels);
  }

  private static Identity container(Cgroup.Container container) {
    String run = container.engine() + "-" + container.id().substring(0, SHORT_ID);
    return new Identity(
        Finder.CONTAINERS,
        Optional.of(run),
        run,
        Map.of("container.engine", container.engine(), "container.id", container.id()));
  }

  private static Identity machine(String name, List<String> command) {
    int at = command.indexOf("-uuid");
    String id = at >= 0 && at + 1 < command.size() ? command.get(at + 1) : name;
    return new Identity(
        Finder.MACHINES, Optional.of(valid("vm-" + id)), name, Map.of("libvirt.domain", name));
  }

  private static Identity tree(Cgroup cgroup, List<String> command) {
    Map<String, String> labels = new TreeMap<>();
    cgroup.unit().ifPresent(unit -> labels.put("systemd.unit", unit));
    return new Identity(Finder.PROCESSES, Optional.empty(), scriptOf(command), labels);
  }

  /** What its user calls it goes before everything else. */
  private static Identity named(Identity identity, Environment environment) {
    Map<String, String> labels = new TreeMap<>(identity.labels());
    environment.get("TRAINWATT_LABELS").ifPresent(text -> labels.putAll(labels(text)));
    return new Identity(
        identity.finder(),
        identity.run(),
        environment.get("TRAINWATT_NAME").orElse(identity.name()),
        labels);
  }

  private static Map<String, String> labels(String text) {
    Map<String, String> labels = new TreeMap<>();
    for (String pair : text.split(",", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0 && equals < pair.length() - 1) {
        labels.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
      }
    }
    return labels;
  }

  /** With what the node's own files say of a pod or container; they are read at each call. */
  Identity described(Identity identity, Cgroup cgroup, Environment environment) {
    Map<String, String> more = new TreeMap<>();
    cgroup.container().ifPresent(container -> more.putAll(host.container(container)));
    cgroup.pod().ifPresent(uid -> more.putAll(host.pod(uid)));
    if (environment.has("TRAINWATT_NAME")) {
      return identity.with("", more);
    }
    String name =
        switch (identity.finder()) {
          case KUBERNETES -> more.getOrDefault("kubernetes.pod", "");
          case CONTAINERS -> more.getOrDefault("container.name", "");
          default -> identity.name();
        };
    return identity.with(name, more);
  }

  private static String valid(String run) {
    String safe = NOT_IN_RUN.matcher(run).replaceAll("-");
    return safe.substring(0, Math.min(safe.length(), LONGEST_RUN));
  }

  /** What to call a process: its script, else the module, else the program. */
  static String scriptOf(List<String> command) {
    List<String> words = new ArrayList<>(command);
    for (String word : words) {
      if (word.endsWith(".py") || word.endsWith(".sh")) {
        return lastPart(word);
      }
    }
    int module = words.indexOf("-m");
    if (module >= 0 && module + 1 < words.size()) {
      return words.get(module + 1);
    }
    return words.isEmpty() ? "" : lastPart(words.getFirst());
  }

  private static String lastPart(String word) {
    return word.substring(word.lastIndexOf('/') + 1);
  }
}
