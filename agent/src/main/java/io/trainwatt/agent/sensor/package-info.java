/** What every sensor offers: devices, readings, and the rule for what is in the node's total. */
@NullMarked
package io.trainwatt.agent.sensor;

import org.jspecify.annotations.NullMarked;
