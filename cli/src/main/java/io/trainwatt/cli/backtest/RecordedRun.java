package io.trainwatt.cli.backtest;

import io.trainwatt.pipeline.forecast.RunPlan;
import java.nio.file.Path;

/**
 * A run of an index.
 *
 * @param file its rows: JSON lines, gzipped if the name says so
 * @param plan what a live run could say of itself
 */
public record RecordedRun(String name, Path file, RunPlan plan) {}
