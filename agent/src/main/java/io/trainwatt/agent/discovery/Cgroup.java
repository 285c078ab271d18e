package io.trainwatt.agent.discovery;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the paths of a process's control groups say of it: {@code /proc/PID/cgroup}, version 1 (a
 * line a hierarchy) and 2 (the line that begins with {@code 0::}). Only names are believed, not
 * where they hang: seen from inside a container all paths begin with {@code /..}.
 *
 * @param pod uid of its Kubernetes pod
 * @param machine name of its virtual machine
 * @param unit its systemd service
 */
record Cgroup(
    Optional<Slurm> slurm,
    Optional<String> pod,
    Optional<Container> container,
    Optional<String> machine,
    Optional<String> unit) {
  static final Cgroup NONE =
      new Cgroup(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /**
   * A Slurm job's group.
   *
   * @param step {@code 0}, {@code batch}, {@code extern}, ...
   * @param helper whether it is where Slurm keeps its own process
   */
  record Slurm(String job, Optional<String> step, boolean helper) {}

  /**
   * A container.
   *
   * @param engine {@code docker}, {@code podman}, {@code containerd}, {@code crio}
   * @param id 64 hexadecimal digits
   */
  record Container(String engine, String id) {}

  private static final Pattern SLURM_ROOT = Pattern.compile("slurm(_.+)?|(.+_)?slurmstepd\\.scope");
  private static final Pattern SLURM_JOB = Pattern.compile("job_(\\d+)");
  private static final Pattern SLURM_STEP = Pattern.compile("step_(\\d+|batch|extern|interactive)");
  private static final Pattern POD =
      Pattern.compile(
          "(?:.*-)?pod([0-9a-f]{8}(?:[-_][0-9a-f]{4}){3}[-_][0-9a-f]{12}|[0-9a-f]{32})(?:\\.slice)?");
  private static final Pattern SCOPE =
      Pattern.compile("(cri-containerd|crio|docker|libpod|nerdctl)-([0-9a-f]{64})(?:\\.scope)?");
  private static final Pattern BARE = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern MACHINE_SCOPE =
      Pattern.compile("machine-qemu-\\d+-(.+)\\.scope|qemu-\\d+-(.+)\\.libvirt-qemu");
  private static final Pattern LIBVIRT_OLD = Pattern.compile("(.+)\\.libvirt-qemu");
  private static final Pattern ESCAPE = Pattern.compile("\\\\x([0-9a-f]{2})");

  /** Of the text of the file. */
  static Cgroup of(String text) {
    Cgroup all = NONE;
    for (String line : text.split("\n", -1)) {
      String[] fields = line.split(":", 3);
      if (fields.length == 3) {
        all = all.or(ofPath(fields[2]));
      }
    }
    return all;
  }

  private Cgroup or(Cgroup other) {
    return new Cgroup(
        better(slurm, other.slurm),
        pod.or(other::pod),
        container.or(other::container),
        machine.or(other::machine),
        unit.or(other::unit));
  }

  /** Of several hierarchies some know the job alone. */
  private static Optional<Slurm> better(Optional<Slurm> one, Optional<Slurm> other) {
    return one.flatMap(Slurm::step).isPresent() ? one : other.or(() -> one);
  }

  static Cgroup ofPath(String path) {
    // containerd with a path of runc's kind writes slice:prefix:name into one component.
    String[] parts = path.split("[/:]", -1);
    Optional<Slurm> slurm = Optional.empty();
    Optional<String> pod = Optional.empty();
    Optional<Container> container = Optional.empty();
    Optional<String> machine = Optional.empty();
    Optional<String> unit = Optional.empty();
    boolean underSlurm = false;
    for (int i = 0; i < parts.length; i++) {
      String part = parts[i];
      underSlurm |= SLURM_ROOT.matcher(part).matches();
      if (underSlurm && SLURM_JOB.matcher(part).matches()) {
        slurm = Optional.of(slurm(parts, i));
      }
      Matcher podName = POD.matcher(part);
      if (podName.matches()) {
        pod = Optional.of(podName.group(1).replace('_', '-'));
      }
      container = container(parts, i, pod.isPresent()).or(preserving(container));
      machine = machine(part).or(preserving(machine));
      if (part.endsWith(".service") && !part.startsWith("user@")) {
        unit = Optional.of(unescaped(part));
      }
    }
    return new Cgroup(slurm, pod, container, machine, unit);
  }

  private static <T> java.util.function.Supplier<Optional<T>> preserving(Optional<T> known) {
    return () -> known;
  }

  private static Slurm slurm(String[] parts, int at) {
    String job = parts[at].substring("job_".length());
    if (at + 1 >= parts.length) {
      return new Slurm(job, Optional.empty(), false);
    }
    Matcher step = SLURM_STEP.matcher(parts[at + 1]);
    boolean helper = at + 2 < parts.length && parts[at + 2].equals("slurm");
    return new Slurm(job, step.matches() ? Optional.of(step.group(1)) : Optional.empty(), helper);
  }

  private static Optional<Container> container(String[] parts, int at, boolean inPod) {
    Matcher scope = SCOPE.matcher(parts[at]);
    if (scope.matches()) {
      String engine =
          switch (scope.group(1)) {
            case "cri-containerd", "nerdctl" -> "containerd";
            case "libpod" -> "podman";
            case String other -> other;
          };
      return Optional.of(new Container(engine, scope.group(2)));
    }
    if (!BARE.matcher(parts[at]).matches()) {
      return Optional.empty();
    }
    String above = at > 0 ? parts[at - 1] : "";
    if (above.equals("docker")) {
      return Optional.of(new Container("docker", parts[at]));
    }
    if (above.equals("libpod")) {
      return Optional.of(new Container("podman", parts[at]));
    }
    return inPod ? Optional.of(new Container("containerd", parts[at])) : Optional.empty();
  }

  private static Optional<String> machine(String part) {
    Matcher scope = MACHINE_SCOPE.matcher(unescaped(part));
    if (scope.matches()) {
      return Optional.of(scope.group(1) == null ? scope.group(2) : scope.group(1));
    }
    Matcher old = LIBVIRT_OLD.matcher(part);
    return old.matches() ? Optional.of(old.group(1)) : Optional.empty();
  }

  /** systemd writes what may not stand in a unit's name as {@code \x2d}. */
  private static String unescaped(String part) {
    return ESCAPE
        .matcher(part)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    String.valueOf((char) Integer.parseInt(found.group(1), 16))));
  }
}
