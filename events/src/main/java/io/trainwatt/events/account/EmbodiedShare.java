package io.trainwatt.events.account;

/**
 * What was reserved of a node's hardware (SCI): its embodied emissions, times the time reserved
 * over its lifetime, times the share reserved.
 *
 * @param milligrams of CO2e, the whole node
 * @param reservedMicros time reserved times share reserved
 * @param assumed nobody configured it: it is a stated default
 */
public record EmbodiedShare(
    String node,
    String source,
    long milligrams,
    long lifetimeSeconds,
    long reservedMicros,
    boolean assumed) {}
