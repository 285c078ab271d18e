package io.trainwatt.agent.sensor.tpu;

import java.util.Optional;

/**
 * A generation of TPU chips, how it shows on the PCI bus (tpu_info, device.py), and what is known
 * of its power. Google gives minimum, mean and maximum for v3 and v4 (Cloud TPU documentation) and
 * the mean for v2 (Patterson et al. 2021, arXiv:2104.10350); for later chips it gives nothing, and
 * the figures are estimates that circulate without a source. Where no idle power is known it is
 * taken as the share of the mean that v4 shows.
 */
enum Generation {
  V2("v2", 0x0027, 0x004e, 117_000, 221_000, 280_000, 500_000, "mean by Patterson et al. 2021"),
  V3("v3", 0x0027, 0x004f, 123_000, 220_000, 262_000, 200_000, "min, mean, max by Google"),
  V4("v4", 0x005e, 0, 90_000, 170_000, 192_000, 200_000, "min, mean, max by Google"),
  V5E("v5e", 0x0063, 0, 106_000, 200_000, 200_000, 500_000, "unsourced estimate, not by Google"),
  V5P("v5p", 0x0062, 0, 249_000, 470_000, 540_000, 500_000, "unsourced estimate, not by Google"),
  V6E("v6e", 0x006f, 0, 201_000, 380_000, 380_000, 500_000, "unsourced estimate, not by Google");

  private final String label;
  private final int pciDevice;
  private final int subsystem;
  private final long idleMilliwatts;
  private final long busyMilliwatts;
  private final long maxMilliwatts;
  private final int errorPpm;
  private final String source;

  Generation(
      String label,
      int pciDevice,
      int subsystem,
      long idleMilliwatts,
      long busyMilliwatts,
      long maxMilliwatts,
      int errorPpm,
      String source) {
    this.label = label;
    this.pciDevice = pciDevice;
    this.subsystem = subsystem;
    this.idleMilliwatts = idleMilliwatts;
    this.busyMilliwatts = busyMilliwatts;
    this.maxMilliwatts = maxMilliwatts;
    this.errorPpm = errorPpm;
    this.source = source;
  }

  /** By its PCI device id, and its subsystem id where two share the former. */
  static Optional<Generation> of(int pciDevice, int subsystem) {
    for (Generation one : values()) {
      if (one.pciDevice == pciDevice && (one.subsystem == 0 || one.subsystem == subsystem)) {
        return Optional.of(one);
      }
    }
    return Optional.empty();
  }

  String label() {
    return label;
  }

  /** When nothing runs on it. */
  long idleMilliwatts() {
    return idleMilliwatts;
  }

  /** The mean while it works: duty cycle says how long, not how hard. */
  long busyMilliwatts() {
    return busyMilliwatts;
  }

  long maxMilliwatts() {
    return maxMilliwatts;
  }

  int errorPpm() {
    return errorPpm;
  }

  /** Who says so. */
  String source() {
    return source;
  }
}
