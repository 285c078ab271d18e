/**
 * Conformance vectors: sequences of raw readings in JSON with the energy they must mean, read
 * strictly and held against {@link io.trainwatt.agent.counter.CounterRules}.
 */
@NullMarked
package io.trainwatt.agent.counter.vectors;

import org.jspecify.annotations.NullMarked;
