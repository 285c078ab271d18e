package io.trainwatt.agent.sensor.presence;

import java.nio.file.Path;

/**
 * Settings of the stand-in for GPUs that nobody reads.
 *
 * @param sysfsRoot {@code /sys} on a real machine
 */
public record PresenceConfig(Path sysfsRoot) {}
