/** How far the runs of this node are: cumulative work and the latest gauges of each rank. */
@NullMarked
package io.trainwatt.agent.progress;

import org.jspecify.annotations.NullMarked;
