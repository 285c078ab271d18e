/** AMD GPUs by amdgpu's hardware monitoring attributes and its table of metrics. */
@NullMarked
package io.trainwatt.agent.sensor.amd;

import org.jspecify.annotations.NullMarked;
