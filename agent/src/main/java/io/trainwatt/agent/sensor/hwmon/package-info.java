/** Chips of the kernel's hardware monitoring class that no other sensor knows better. */
@NullMarked
package io.trainwatt.agent.sensor.hwmon;

import org.jspecify.annotations.NullMarked;
