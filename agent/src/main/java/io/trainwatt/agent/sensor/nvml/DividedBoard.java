package io.trainwatt.agent.sensor.nvml;

import io.trainwatt.agent.sensor.Reading.Use;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Who used a board that is divided under MIG. Energy exists for the whole board alone. What it
 * draws while no instance computes is divided by compute slices; the rest by slices times activity,
 * where the board tells activity, else by slices as well. Used by one thread at a time.
 */
final class DividedBoard {
  private static final long PPM = 1_000_000;

  /** An instance that is busy for less does nothing. */
  private static final long RESTING_PPM = 10_000;

  private static final long MOST_MILLIWATTS = 10_000_000;

  /** A process that no run can have: what an instance without holders uses. */
  private static final long NOBODY = 0;

  private final Slices slices;
  private final InstanceActivity activity;
  private final Gpu gpu;
  private final Optional<PowerSource> gauge;
  private OptionalLong atRest = OptionalLong.empty();

  /**
   * @param gauge how its power is read, if it can be
   */
  DividedBoard(Slices slices, InstanceActivity activity, Gpu gpu, Optional<PowerSource> gauge) {
    this.slices = slices;
    this.activity = activity;
    this.gpu = gpu;
    this.gauge = gauge;
  }

  /**
   * What each process used since this was last asked. Those in one instance have equal parts of
   * what it used, as nothing is told of each.
   *
   * @param instances by process
   */
  List<Use> uses(Map<Long, Long> instances) {
    Weights weights = weights();
    Map<Long, Long> population = new HashMap<>();
    instances.values().forEach(instance -> population.merge(instance, 1L, Long::sum));
    List<Use> uses = new ArrayList<>(instances.size() + 1);
    long nobodys = weights.free();
    for (Map.Entry<Long, Long> weight : weights.byInstance().entrySet()) {
      nobodys += population.containsKey(weight.getKey()) ? 0 : weight.getValue();
    }
    if (nobodys > 0) {
      uses.add(new Use(NOBODY, nobodys));
    }
    instances.forEach(
        (pid, instance) -> {
          long whole = weights.byInstance().getOrDefault(instance, 0L);
          uses.add(new Use(pid, whole / population.getOrDefault(instance, 1L)));
        });
    return uses;
  }

  /** What instances weigh, and what slices that none has do. */
  private record Weights(Map<Long, Long> byInstance, long free) {}

  private Weights weights() {
    OptionalLong power =
        gauge.isPresent()
            ? gpu.power(gauge.get()).within(1, MOST_MILLIWATTS)
            : OptionalLong.empty();
    Map<Long, Long> busy = activity.now();
    learn(power, busy);
    Map<Long, Long> worked = new HashMap<>();
    busy.forEach((instance, ppm) -> worked.put(instance, ppm * slices.of(instance)));
    long allWorked = worked.values().stream().mapToLong(Long::longValue).sum();
    long whole = power.orElse(1);
    long standing = allWorked == 0 ? whole : Math.min(whole, atRest.orElse(0));
    Map<Long, Long> weights = new HashMap<>();
    slices
        .byInstance()
        .forEach(
            (instance, own) -> {
              long part = allWorked == 0 ? 0 : worked.getOrDefault(instance, 0L) * PPM / allWorked;
              weights.put(
                  instance, standing * own * PPM + (whole - standing) * slices.all() * part);
            });
    return new Weights(weights, standing * slices.free() * PPM);
  }

  /** Takes note of what it draws while no instance computes: the least that was seen. */
  private void learn(OptionalLong power, Map<Long, Long> busy) {
    boolean resting = !busy.isEmpty() && busy.values().stream().allMatch(ppm -> ppm <= RESTING_PPM);
    if (resting && power.isPresent()) {
      atRest = OptionalLong.of(Math.min(power.getAsLong(), atRest.orElse(Long.MAX_VALUE)));
    }
  }

  /** What the library keeps for it is given back; it is not read any more. */
  void letGo() {
    activity.letGo();
  }
}
