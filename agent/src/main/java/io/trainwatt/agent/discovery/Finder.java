package io.trainwatt.agent.discovery;

import java.util.Locale;

/**
 * What a run can be recognised by, best first: of a process the first one that recognises it and
 * isn't off says which run it would be of.
 */
public enum Finder {
  /** {@code TRAINWATT_RUN} in the environment. */
  ENVIRONMENT(Mode.ALL, "environment"),
  /** A Slurm job, by control group or environment. */
  SLURM(Mode.ALL, "slurm"),
  /** A job of PBS or Torque, by environment. */
  PBS(Mode.ALL, "pbs"),
  /** A job of Flux, by environment. */
  FLUX(Mode.ALL, "flux"),
  /** A torchrun job with a rendezvous id, by environment. */
  TORCHRUN(Mode.ALL, "torchrun"),
  /** A pod, by control group. */
  KUBERNETES(Mode.TRAINING, "kubernetes"),
  /** A container of Docker, Podman, containerd, by control group. */
  CONTAINERS(Mode.TRAINING, "container"),
  /** A virtual machine of libvirt, by control group. */
  MACHINES(Mode.OFF, "machine"),
  /** A systemd service, by control group. */
  UNITS(Mode.OFF, "unit"),
  /** A process and what descends from it, by what it maps and holds. */
  PROCESSES(Mode.TRAINING, "process");

  private final Mode usual;
  private final String foundBy;

  Finder(Mode usual, String foundBy) {
    this.usual = usual;
    this.foundBy = foundBy;
  }

  /** What its runs say they were found by. */
  public String foundBy() {
    return foundBy;
  }

  /** Whether a run that was found so is one of ours, not one that somebody named. */
  public static boolean isFoundBy(String word) {
    for (Finder finder : values()) {
      if (finder.foundBy.equals(word)) {
        return true;
      }
    }
    return false;
  }

  /** What holds where nothing is set. */
  Mode usual() {
    return usual;
  }

  /** As it stands in settings. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
