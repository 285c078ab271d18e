/** Running average power limit counters, as the kernel's powercap class shows them. */
@NullMarked
package io.trainwatt.agent.sensor.rapl;

import org.jspecify.annotations.NullMarked;
