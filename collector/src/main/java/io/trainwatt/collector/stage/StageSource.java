package io.trainwatt.collector.stage;

import io.trainwatt.events.sample.StageCount;
import java.util.List;

/** Something with stages of its own. Called from any thread. */
@FunctionalInterface
public interface StageSource {

  /** What passed each of its stages so far. */
  List<StageCount> counts();
}
