package io.trainwatt.events.node;

/**
 * What a node is made of.
 *
 * @param memoryBytes installed and visible to the kernel
 * @param kernel release, as {@code uname -r}
 * @param architecture as {@code uname -m}
 */
public record Hardware(
    String cpuModel,
    int sockets,
    int logicalCpus,
    long memoryBytes,
    String kernel,
    String architecture) {}
