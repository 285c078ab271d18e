package io.trainwatt.agent.sensor.rapl;

import java.nio.file.Path;

/**
 * Settings of the powercap sensor.
 *
 * @param sysfsRoot {@code /sys} on a real machine
 */
public record RaplConfig(Path sysfsRoot) {}
