/**
 * NVIDIA GPUs through their management library, by the Foreign Function and Memory API: the only
 * package of the agent that may use it.
 */
@NullMarked
package io.trainwatt.agent.sensor.nvml;

import org.jspecify.annotations.NullMarked;
