/**
 * Where a learning curve is going: the loss at the planned end and the time until then, with 80 %
 * intervals. Knows the learning-rate schedule as far as it was declared or seen, and says when it
 * does not know. State is a few kilobytes a run; no clock, no Kafka.
 */
@NullMarked
package io.trainwatt.pipeline.forecast;

import org.jspecify.annotations.NullMarked;
