package io.trainwatt.agent.attribution;

import java.nio.file.Path;

/**
 * Settings of the meter.
 *
 * @param procRoot where processes are looked up, {@code /proc} on a real machine
 */
public record MeterConfig(Path procRoot) {}
