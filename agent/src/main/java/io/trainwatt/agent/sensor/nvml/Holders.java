package io.trainwatt.agent.sensor.nvml;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.trainwatt.agent.sensor.Reading.Use;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Which processes hold a GPU and what each did. Used by one thread at a time. */
final class Holders {
  /** A board with more processes than this has its energy left to nobody. */
  static final int MOST = 256;

  /** nvmlProcessInfo_t: u32 pid, u64 memory, u32 GPU instance, u32 compute instance. */
  private static final long PROCESS_BYTES = 24;

  private static final long PROCESS_INSTANCE = 16;

  /** nvmlProcessUtilizationSample_t: u32 pid, u64 microseconds, u32 SM percent and three more. */
  private static final long USE_BYTES = 32;

  private static final long USE_TIME = 8;
  private static final long USE_MULTIPROCESSORS = 16;

  /** Memory for the longest list, and for what instances did. */
  static final long LIST_BYTES = Math.max(MOST * USE_BYTES, Gpu.ACTIVITY_BYTES);

  private static final long WHOLE_PERCENT = 100;

  private final Gpu gpu;
  private final MemorySegment list;
  private final Optional<DividedBoard> divided;
  private long seenMicros;

  /**
   * @param list {@link #LIST_BYTES} of memory
   * @param divided a board in MIG mode
   */
  Holders(Gpu gpu, MemorySegment list, Optional<DividedBoard> divided) {
    this.gpu = gpu;
    this.list = list;
    this.divided = divided;
  }

  /** Who holds it now; empty when nobody does or it is not known. */
  List<Use> read() {
    // Under the multi-process service the plain list shows its server as well.
    Map<Long, Long> instances = processes(NvmlFunction.SERVICE_CLIENTS);
    if (instances.isEmpty()) {
      instances = processes(NvmlFunction.PROCESSES);
    }
    if (divided.isPresent()) {
      return divided.get().uses(instances);
    }
    Map<Long, Long> weights = instances.size() > 1 ? activity() : Map.of();
    List<Use> uses = new ArrayList<>(instances.size());
    for (long pid : instances.keySet()) {
      uses.add(new Use(pid, weights.getOrDefault(pid, 0L)));
    }
    return uses;
  }

  /** Instances by process. */
  private Map<Long, Long> processes(NvmlFunction function) {
    OptionalLong count = gpu.list(function, list, MOST).value();
    Map<Long, Long> instances = new LinkedHashMap<>();
    for (long i = 0; i < count.orElse(0); i++) {
      long at = i * PROCESS_BYTES;
      long pid = Integer.toUnsignedLong(list.get(JAVA_INT, at));
      long instance = Integer.toUnsignedLong(list.get(JAVA_INT, at + PROCESS_INSTANCE));
      instances.put(pid, instance);
    }
    return instances;
  }

  /** What each process did since this was last asked. */
  private Map<Long, Long> activity() {
    OptionalLong count = gpu.listSince(NvmlFunction.PROCESS_USE, list, MOST, seenMicros).value();
    Map<Long, Long> activity = new HashMap<>();
    for (long i = 0; i < count.orElse(0); i++) {
      long at = i * USE_BYTES;
      long percent = Integer.toUnsignedLong(list.get(JAVA_INT, at + USE_MULTIPROCESSORS));
      activity.merge(
          Integer.toUnsignedLong(list.get(JAVA_INT, at)),
          Math.min(percent, WHOLE_PERCENT),
          Long::sum);
      seenMicros = Math.max(seenMicros, list.get(JAVA_LONG, at + USE_TIME));
    }
    return activity;
  }

  /** What the library keeps for it is given back; it is not read any more. */
  void letGo() {
    divided.ifPresent(DividedBoard::letGo);
  }
}
