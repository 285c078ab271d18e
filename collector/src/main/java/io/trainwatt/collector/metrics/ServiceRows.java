package io.trainwatt.collector.metrics;

import io.trainwatt.events.sample.StageCount;
import java.util.ArrayList;
import java.util.List;

/** Meters of this instance itself. Pure. */
final class ServiceRows {
  private ServiceRows() {}

  static List<Row> of(ServiceState service, List<StageCount> stages) {
    List<Row> rows = new ArrayList<>();
    rows.add(Row.of(MeterName.STREAMS_STATE, 1, "state", service.streamsState()));
    rows.add(Row.of(MeterName.STREAMS_LAG, service.streamsLag()));
    rows.add(Row.of(MeterName.READY, service.ready() ? 1 : 0));
    rows.add(Row.of(MeterName.LIVE_CLIENTS, service.liveClients()));
    service
        .sinksWriting()
        .forEach(
            (sink, writing) ->
                rows.add(Row.of(MeterName.SINK_WRITING, writing ? 1 : 0, "sink", sink)));
    stages.forEach(stage -> addStage(rows, stage));
    return rows;
  }

  private static void addStage(List<Row> rows, StageCount stage) {
    rows.add(records(stage, "in", "", stage.in()));
    rows.add(records(stage, "out", "", stage.out()));
    stage.dropped().forEach((reason, count) -> rows.add(records(stage, "dropped", reason, count)));
    rows.add(Row.count(MeterName.STAGE_HELD, stage.held(), "stage", stage.stage()));
  }

  private static Row records(StageCount stage, String outcome, String reason, long count) {
    return Row.count(
        MeterName.STAGE_RECORDS,
        count,
        "stage",
        stage.stage(),
        "outcome",
        outcome,
        "reason",
        reason);
  }
}
