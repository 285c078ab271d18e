/** Intel GPUs by the hardware monitoring attributes of i915 and xe. */
@NullMarked
package io.trainwatt.agent.sensor.intelgpu;

import org.jspecify.annotations.NullMarked;
