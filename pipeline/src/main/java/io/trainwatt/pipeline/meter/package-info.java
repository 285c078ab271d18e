/** First step, per node: cumulative counters to energy that was used in one stretch of time. */
@NullMarked
package io.trainwatt.pipeline.meter;

import org.jspecify.annotations.NullMarked;
