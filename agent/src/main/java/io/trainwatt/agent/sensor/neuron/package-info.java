/** AWS Trainium and Inferentia by the Neuron driver's sysfs files. */
@NullMarked
package io.trainwatt.agent.sensor.neuron;

import org.jspecify.annotations.NullMarked;
