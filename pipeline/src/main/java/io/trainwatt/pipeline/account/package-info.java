/** Second step, per node and per run: totals, progress, efficiency and CO2. */
@NullMarked
package io.trainwatt.pipeline.account;

import org.jspecify.annotations.NullMarked;
