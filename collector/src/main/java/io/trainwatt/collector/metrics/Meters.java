package io.trainwatt.collector.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.trainwatt.collector.live.LiveView;
import io.trainwatt.collector.stage.Stages;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code /q/metrics} shows beside the JVM: results, stages and the state of this instance. The
 * results are the same from every instance: scrape all, but never add theirs up.
 */
@Singleton
public final class Meters {
  private final LiveView view;
  private final Stages stages;
  private final MeterTable table;

  @Inject
  Meters(MeterRegistry registry, LiveView view, Stages stages) {
    this.view = view;
    this.stages = stages;
    this.table = new MeterTable(registry);
  }

  /** Brings every meter up to now. Called every few seconds on one thread. */
  public void refresh(ServiceState service) {
    List<Row> rows = new ArrayList<>(ServiceRows.of(service, stages.counts()));
    if (view.caughtUp()) {
      rows.addAll(view.read(ViewRows::of));
    }
    table.show(rows);
  }
}
