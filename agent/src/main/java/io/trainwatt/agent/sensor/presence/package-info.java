/** GPUs that are seen on the PCI bus and read by nobody: a stand-in from their presence alone. */
@NullMarked
package io.trainwatt.agent.sensor.presence;

import org.jspecify.annotations.NullMarked;
