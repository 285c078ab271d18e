/** ACPI power meters, those of NVIDIA Grace and Grace Hopper among them. */
@NullMarked
package io.trainwatt.agent.sensor.acpi;

import org.jspecify.annotations.NullMarked;
