package io.trainwatt.collector.live.report;

import io.trainwatt.events.account.LossCurve;
import io.trainwatt.events.account.LossMark;
import java.util.List;
import java.util.OptionalLong;

/** When a loss was first as low as that, and what the run had used and done by then. */
public record CurveReport(String metric, List<Mark> marks) {

  /** One loss. */
  public record Mark(
      double loss, long microjoules, long wallMicros, OptionalLong steps, OptionalLong tokens) {}

  static CurveReport of(LossCurve curve) {
    return new CurveReport(
        Words.of(curve.metric()), curve.marks().stream().map(CurveReport::mark).toList());
  }

  private static Mark mark(LossMark mark) {
    return new Mark(
        mark.loss(),
        mark.energy().microjoules(),
        mark.wallMicros(),
        mark.work().steps(),
        mark.work().tokens());
  }
}
