/** The kernel's attributes below {@code /sys}: read often and cheaply, and believed carefully. */
@NullMarked
package io.trainwatt.agent.sysfs;

import org.jspecify.annotations.NullMarked;
