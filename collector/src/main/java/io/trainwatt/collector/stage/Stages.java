package io.trainwatt.collector.stage;

import io.trainwatt.events.sample.StageCount;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** All stages of this instance. Thread-safe. */
public final class Stages {
  private final List<StageSource> sources = new CopyOnWriteArrayList<>();

  /** A new stage of that name. */
  public StageTally tally(String stage) {
    StageTally tally = new StageTally(stage);
    sources.add(() -> List.of(tally.count()));
    return tally;
  }

  /** Stages that are counted elsewhere. */
  public void add(StageSource source) {
    sources.add(source);
  }

  /** What passed each stage so far. */
  public List<StageCount> counts() {
    List<StageCount> counts = new ArrayList<>();
    for (StageSource source : sources) {
      counts.addAll(source.counts());
    }
    return counts;
  }
}
