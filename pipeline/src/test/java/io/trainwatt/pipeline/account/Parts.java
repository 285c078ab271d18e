package io.trainwatt.pipeline.account;

import io.trainwatt.events.quantity.Energy;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Component;
import io.trainwatt.pipeline.Fleet;
import io.trainwatt.pipeline.meter.RunSlice;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What runs used on a node, for tests. */
final class Parts {
  private Parts() {}

  static Energy joules(long joules) {
    return Energy.ofJoules(joules);
  }

  /** A part that draws a steady power from the start on, in one slice. */
  static RunPart steady(long seconds, long microwatts) {
    RunPart part = new RunPart();
    part.add(slice(0, Fleet.micros(seconds) - Fleet.START_MICROS, seconds * microwatts, true));
    return part;
  }

  /** A slice between two times after the start, in microseconds. */
  static RunSlice slice(long from, long to, long microjoules, boolean busy) {
    return new RunSlice(
        "r",
        "n",
        Fleet.START_MICROS + from,
        Fleet.START_MICROS + to,
        false,
        busy ? to - from : 0,
        OptionalInt.empty(),
        OptionalLong.of(1_000),
        Optional.empty(),
        RunSlice.Share.NONE,
        List.of(
            new RunSlice.Used(
                "d", Component.GPU, Quality.COUNTED, true, microjoules, 0, 0, 0, "")));
  }
}
