package io.trainwatt.agent.attribution;

import java.util.List;

/**
 * What the runs used up to this tick: what energy is divided by.
 *
 * @param runs in the order they are listed
 * @param cpuTicks CPU time of each run since it was first seen
 * @param residentBytes memory of each run now
 * @param cpus logical CPUs of the node
 * @param ticksPerSecond unit of CPU time
 * @param memoryBytes memory of the node; 0 when not known
 */
@SuppressWarnings("ArrayRecordComponent") // made anew each tick, read in place, never compared
record Usage(
    List<MeteredRun> runs,
    long[] cpuTicks,
    long[] residentBytes,
    int cpus,
    long ticksPerSecond,
    long memoryBytes) {}
