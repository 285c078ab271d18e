package io.trainwatt.pipeline.watch;

import io.trainwatt.pipeline.meter.NodeTick;
import io.trainwatt.pipeline.meter.RefusedSample;

/** What happened to a node, as its rules see it. */
sealed interface NodeEvent {
  /** A sample was counted. */
  record Ticked(NodeTick tick) implements NodeEvent {}

  /** A sample was refused. */
  record Refused(RefusedSample sample) implements NodeEvent {}
}
