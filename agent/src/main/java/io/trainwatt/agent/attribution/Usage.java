package io.trainwatt.agent.attribution;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongFunction;

/**
 * What the runs used up to this tick: what energy is divided by.
 *
 * @param runs in the order they are listed
 * @param cpuTicks CPU time of each run since it was first seen
 * @param residentBytes memory of each run now
 * @param busyTicks CPU time that all processes of the node used since boot; absent when not known
 * @param allowedCpus on how many CPUs each run may compute; 0 where what nobody used is nobody's
 * @param cpus logical CPUs of the node
 * @param ticksPerSecond unit of CPU time
 * @param memoryBytes memory of the node; 0 when not known
 * @param owner the run of a process
 */
@SuppressWarnings("ArrayRecordComponent") // made anew each tick, read in place, never compared
record Usage(
    List<MeteredRun> runs,
    long[] cpuTicks,
    long[] residentBytes,
    OptionalLong busyTicks,
    long[] allowedCpus,
    int cpus,
    long ticksPerSecond,
    long memoryBytes,
    LongFunction<Optional<MeteredRun>> owner) {

  /** The place of a process's run among the runs; -1 if it is of none. */
  int indexOf(long pid) {
    Optional<MeteredRun> run = owner.apply(pid);
    return run.isPresent() ? runs.indexOf(run.get()) : -1;
  }
}
