/**
 * Google TPUs: chips by their PCI ids, duty cycle and memory from libtpu's runtime metric service,
 * power by a model of the duty cycle.
 */
@NullMarked
package io.trainwatt.agent.sensor.tpu;

import org.jspecify.annotations.NullMarked;
