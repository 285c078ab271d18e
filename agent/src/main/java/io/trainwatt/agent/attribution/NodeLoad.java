package io.trainwatt.agent.attribution;

import io.trainwatt.agent.procfs.CpuTimes;
import io.trainwatt.agent.procfs.KernelUnits;
import io.trainwatt.agent.procfs.MemoryInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** How busy the node is, whoever keeps it busy. Used by one thread. */
final class NodeLoad {
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long ALL_PPM = 1_000_000;

  private final KernelUnits units;
  private final CpuTimes times;
  private final MemoryInfo memory;
  private final int cpus;
  private OptionalLong busyMillis = OptionalLong.empty();
  private OptionalLong busyTicks = OptionalLong.empty();
  private long atMillis;
  private OptionalInt utilizationPpm = OptionalInt.empty();
  private OptionalLong memoryTotal = OptionalLong.empty();
  private OptionalLong memoryUsed = OptionalLong.empty();

  NodeLoad(Path procRoot) {
    this.units = KernelUnits.under(procRoot);
    this.times = new CpuTimes(procRoot);
    this.memory = new MemoryInfo(procRoot);
    this.cpus = cpus(procRoot);
    readMemory();
  }

  private static int cpus(Path procRoot) {
    try {
      return CpuTimes.online(procRoot);
    } catch (IOException e) {
      return Runtime.getRuntime().availableProcessors();
    }
  }

  void refresh(long monotonicNanos) {
    readMemory();
    OptionalLong before = busyMillis;
    long beforeMillis = atMillis;
    try {
      busyTicks = OptionalLong.of(times.busyTicks());
      busyMillis = OptionalLong.of(units.millis(busyTicks.getAsLong()));
    } catch (IOException e) {
      busyTicks = OptionalLong.empty();
      busyMillis = OptionalLong.empty();
    }
    atMillis = monotonicNanos / NANOS_PER_MILLI;
    utilizationPpm = OptionalInt.empty();
    long capacity = (atMillis - beforeMillis) * cpus;
    if (before.isPresent() && busyMillis.isPresent() && capacity > 0) {
      long busy = Math.clamp(busyMillis.getAsLong() - before.getAsLong(), 0, capacity);
      utilizationPpm = OptionalInt.of((int) Proportion.of(ALL_PPM, busy, capacity));
    }
  }

  private void readMemory() {
    memoryTotal = OptionalLong.empty();
    memoryUsed = OptionalLong.empty();
    try {
      memory.refresh();
    } catch (IOException e) {
      return;
    }
    memoryTotal = memory.totalBytes();
    OptionalLong available = memory.availableBytes();
    if (memoryTotal.isPresent() && available.isPresent()) {
      memoryUsed = OptionalLong.of(Math.max(0, memoryTotal.getAsLong() - available.getAsLong()));
    }
  }

  KernelUnits units() {
    return units;
  }

  int cpus() {
    return cpus;
  }

  /** CPU time that all processes used since boot. */
  OptionalLong busyTicks() {
    return busyTicks;
  }

  OptionalInt utilizationPpm() {
    return utilizationPpm;
  }

  OptionalLong memoryTotal() {
    return memoryTotal;
  }

  OptionalLong memoryUsed() {
    return memoryUsed;
  }
}
