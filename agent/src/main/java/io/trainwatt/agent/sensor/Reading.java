package io.trainwatt.agent.sensor;

import io.trainwatt.events.sample.Gauges;
import java.util.List;

/** What one device said, or did not say, at one instant. */
public sealed interface Reading {
  /** The name of the device. */
  String device();

  /** When it was read, on the boot's monotonic clock. */
  long monotonicNanos();

  /**
   * What nothing can be concluded across, besides the boot: the load of the driver, the firmware,
   * the serial number of what is in the slot. A short text that stays the same as long as the
   * device's counter goes on; empty where the boot alone says it.
   */
  default String incarnation() {
    return "";
  }

  /** Who used the device, for {@link Device.Split.Processes}; empty when nobody or not known. */
  default List<Use> uses() {
    return List.of();
  }

  /** The same, with who used the device; a failure stays what it is. */
  default Reading usedBy(List<Use> uses) {
    return switch (this) {
      case Counted c ->
          new Counted(
              c.device(), c.monotonicNanos(), c.microjoules(), c.gauges(), c.incarnation(), uses);
      case Powered p ->
          new Powered(
              p.device(), p.monotonicNanos(), p.milliwatts(), p.gauges(), p.incarnation(), uses);
      case Modelled m ->
          new Modelled(
              m.device(), m.monotonicNanos(), m.microjoules(), m.gauges(), m.incarnation(), uses);
      case Failed failed -> failed;
    };
  }

  /**
   * That a process uses a device.
   *
   * @param pid in the agent's own process namespace
   * @param weight what it did, in any unit that is the same for all of a device's readings, such as
   *     the share of time its kernels ran; 0 when it did nothing or that is not known
   */
  record Use(long pid, long weight) {
    /**
     * @throws IllegalArgumentException if the weight is negative
     */
    public Use {
      if (weight < 0) {
        throw new IllegalArgumentException("process %d has weight %d".formatted(pid, weight));
      }
    }
  }

  /**
   * A cumulative hardware energy counter.
   *
   * @param microjoules as the source gives it: it wraps and resets
   */
  record Counted(
      String device,
      long monotonicNanos,
      long microjoules,
      Gauges gauges,
      String incarnation,
      List<Use> uses)
      implements Reading {
    public Counted {
      uses = List.copyOf(uses);
    }

    /** Where the boot alone says what goes on, and nobody is known to use it. */
    public Counted(String device, long monotonicNanos, long microjoules, Gauges gauges) {
      this(device, monotonicNanos, microjoules, gauges, "", List.of());
    }
  }

  /**
   * A power gauge.
   *
   * @param milliwatts instantaneous, or the mean since the previous reading, as the device's source
   *     says
   */
  record Powered(
      String device,
      long monotonicNanos,
      long milliwatts,
      Gauges gauges,
      String incarnation,
      List<Use> uses)
      implements Reading {
    public Powered {
      uses = List.copyOf(uses);
    }

    /** Where the boot alone says what goes on, and nobody is known to use it. */
    public Powered(String device, long monotonicNanos, long milliwatts, Gauges gauges) {
      this(device, monotonicNanos, milliwatts, gauges, "", List.of());
    }
  }

  /**
   * A model's energy.
   *
   * @param microjoules cumulative since an arbitrary instant of this boot, never wrapping
   */
  record Modelled(
      String device,
      long monotonicNanos,
      long microjoules,
      Gauges gauges,
      String incarnation,
      List<Use> uses)
      implements Reading {
    public Modelled {
      uses = List.copyOf(uses);
    }

    /** Where the boot alone says what goes on, and nobody is known to use it. */
    public Modelled(String device, long monotonicNanos, long microjoules, Gauges gauges) {
      this(device, monotonicNanos, microjoules, gauges, "", List.of());
    }
  }

  /**
   * No sample: never zero, never a guess.
   *
   * @param reason in words, with the path or function that failed
   */
  record Failed(String device, long monotonicNanos, String reason) implements Reading {}
}
