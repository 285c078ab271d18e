/**
 * Raw readings to microjoules: the one place that decides wrap, reset, gap and implausible jump.
 */
@NullMarked
package io.trainwatt.agent.counter;

import org.jspecify.annotations.NullMarked;
