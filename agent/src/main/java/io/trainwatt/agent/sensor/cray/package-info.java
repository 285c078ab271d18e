/** The energy counters that HPE Cray nodes show under {@code /sys/cray/pm_counters}. */
@NullMarked
package io.trainwatt.agent.sensor.cray;

import org.jspecify.annotations.NullMarked;
