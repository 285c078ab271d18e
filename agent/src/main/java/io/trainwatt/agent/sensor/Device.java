package io.trainwatt.agent.sensor;

import io.trainwatt.agent.counter.EnergySource;
import io.trainwatt.events.quantity.Power;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Component;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Something a sensor can read.
 *
 * @param name unique on the node and stable across reboots, such as {@code package-0/dram}
 * @param model what it calls itself
 * @param source where it is read, such as {@code powercap}
 * @param method how, with coefficients and where they come from, for a reader
 * @param role whether it is a part of the node, inside another part, or a stand-in
 * @param energy what its readings mean
 * @param quality where its joules come from
 * @param errorPpm relative error, parts per million, k = 2
 * @param correlationGroup errors add linearly within a group
 * @param split how its energy is divided among runs
 * @param idlePower what it is known to draw when idle
 * @param observedSharePpm of a gauge that sees only part of the time: how much of it, in
 *     millionths, 1 to 1 000 000; its error is then widened by the swing that is seen. Absent: all
 *     of it
 */
public record Device(
    String name,
    Component component,
    String model,
    String source,
    String method,
    Role role,
    EnergySource energy,
    Quality quality,
    int errorPpm,
    String correlationGroup,
    Split split,
    Optional<Power> idlePower,
    OptionalInt observedSharePpm) {
  private static final int ALL_PPM = 1_000_000;

  /**
   * @throws IllegalArgumentException if it has no name, a negative error, or sees more than all or
   *     less than anything of the time
   */
  public Device {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a device has no name");
    }
    if (errorPpm < 0) {
      throw new IllegalArgumentException("error of %s is negative: %d".formatted(name, errorPpm));
    }
    if (observedSharePpm.isPresent()
        && (observedSharePpm.getAsInt() < 1 || observedSharePpm.getAsInt() > ALL_PPM)) {
      throw new IllegalArgumentException(
          "%s observes %d ppm of the time".formatted(name, observedSharePpm.getAsInt()));
    }
  }

  /** Sees all of the time. */
  public Device(
      String name,
      Component component,
      String model,
      String source,
      String method,
      Role role,
      EnergySource energy,
      Quality quality,
      int errorPpm,
      String correlationGroup,
      Split split,
      Optional<Power> idlePower) {
    this(
        name,
        component,
        model,
        source,
        method,
        role,
        energy,
        quality,
        errorPpm,
        correlationGroup,
        split,
        idlePower,
        OptionalInt.empty());
  }

  /**
   * The same, seeing only so much of the time.
   *
   * @param ppm 250 000 for a gauge that shows the mean of 25 ms of each 100 ms
   */
  public Device observing(int ppm) {
    return new Device(
        name,
        component,
        model,
        source,
        method,
        role,
        energy,
        quality,
        errorPpm,
        correlationGroup,
        split,
        idlePower,
        OptionalInt.of(ppm));
  }

  /** What a device is to the node's total. */
  public sealed interface Role {
    /** Measures a part of the node that no other device measures. */
    record Part() implements Role {}

    /**
     * Measures what another device measures as well, so it is never added.
     *
     * @param why such as "part of package-0"
     */
    record Overlap(String why) implements Role {}

    /** Stands in where no {@link Part} of its component can be read. */
    record Fallback() implements Role {}

    /**
     * The same device read another way: held against it, never added. The two disagreeing by more
     * than a tenth over ten minutes is an event.
     *
     * @param of name of the other device
     */
    record Check(String of) implements Role {}

    /**
     * Measures the whole node. It is not added; what it sees beyond the parts is, as a device of
     * its own called {@code rest}. Of several the first counts.
     */
    record NodeMeter() implements Role {}
  }

  /** How a device's energy is divided among runs; what no run gets is unattributed. */
  public sealed interface Split {
    /** By the share of the node's CPU capacity that a run used; idle capacity is nobody's. */
    record CpuCapacity() implements Split {}

    /**
     * Each millisecond of CPU time costs so much; the idle part is nobody's.
     *
     * @param milliwatts what one busy logical CPU adds
     */
    record CpuTime(long milliwatts) implements Split {}

    /** By the share of the node's memory that is resident for a run. */
    record ResidentMemory() implements Split {}

    /**
     * Among the runs whose processes its readings name: what it draws when idle equally by process,
     * the rest by their weights, or equally where no weight is known. Processes of no run have
     * their share as well, which is nobody's.
     */
    record Processes() implements Split {}

    /** Not divided: all of it is unattributed. */
    record Nobody() implements Split {}
  }
}
