/** Recorded loss curves, given row by row to the pipeline's own detectors and forecasts. */
@NullMarked
package io.trainwatt.cli.backtest;

import org.jspecify.annotations.NullMarked;
