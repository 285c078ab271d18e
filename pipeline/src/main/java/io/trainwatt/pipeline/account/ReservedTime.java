package io.trainwatt.pipeline.account;

import io.trainwatt.events.account.CarbonFigure;
import io.trainwatt.events.account.CarbonMethod;
import io.trainwatt.events.account.EmbodiedShare;
import io.trainwatt.pipeline.carbon.Embodied;
import io.trainwatt.pipeline.carbon.GridPlace;
import io.trainwatt.pipeline.meter.RunSlice;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * How long a run has reserved a node's hardware, for its share of what making it emitted (SCI). Of
 * each stretch the run reserved the part that it has in the energy of all runs on the node; so the
 * shares of all runs at a time are the whole node. Not thread-safe.
 */
final class ReservedTime {
  // Micrograms: milligrams x 1000 x microseconds over seconds x a million.
  private static final long MICROS_OF_SECONDS_PER_MICROGRAM = 1_000;

  private long micros;
  private long untilWallMicros;
  private Optional<GridPlace> place = Optional.empty();

  void add(RunSlice slice, long inTotalMicrojoules) {
    if (slice.place().isPresent()) {
      place = slice.place();
    }
    // A late slice reaches back into time that was counted already.
    long from = Math.max(untilWallMicros, slice.fromWallMicros());
    long whole = slice.share().attributedMicrojoules();
    if (slice.toWallMicros() <= from) {
      return;
    }
    untilWallMicros = slice.toWallMicros();
    if (whole > 0 && inTotalMicrojoules > 0) {
      micros =
          Math.addExact(
              micros,
              BigInteger.valueOf(slice.toWallMicros() - from)
                  .multiply(BigInteger.valueOf(Math.min(whole, inTotalMicrojoules)))
                  .divide(BigInteger.valueOf(whole))
                  .longValueExact());
    }
  }

  /** What the run has of a node; absent while its hardware is not known. */
  Optional<EmbodiedShare> share(String node) {
    return place.flatMap(GridPlace::embodied).map(embodied -> share(node, embodied, micros));
  }

  static EmbodiedShare share(String node, Embodied embodied, long reservedMicros) {
    return new EmbodiedShare(
        node,
        embodied.source(),
        embodied.milligrams(),
        embodied.lifetimeSeconds(),
        reservedMicros,
        embodied.assumed());
  }

  /**
   * The figure of several nodes; absent without any. It rests on time and on shares of energy in
   * which the errors of both sides meet, so it has no band of its own.
   */
  static Optional<CarbonFigure> figure(List<EmbodiedShare> shares) {
    if (shares.isEmpty()) {
      return Optional.empty();
    }
    long sum = 0;
    for (EmbodiedShare share : shares) {
      sum = Math.addExact(sum, micrograms(share));
    }
    return Optional.of(new CarbonFigure(CarbonMethod.EMBODIED, sum, 0, List.of(), shares));
  }

  private static long micrograms(EmbodiedShare share) {
    BigInteger divisor =
        BigInteger.valueOf(share.lifetimeSeconds())
            .multiply(BigInteger.valueOf(MICROS_OF_SECONDS_PER_MICROGRAM));
    return BigInteger.valueOf(share.milligrams())
        .multiply(BigInteger.valueOf(share.reservedMicros()))
        .add(divisor.shiftRight(1))
        .divide(divisor)
        .longValueExact();
  }

  void write(StateWriter out) {
    out.number(micros);
    out.number(untilWallMicros);
    GridPlace.write(place, out);
  }

  static ReservedTime read(StateReader in) {
    ReservedTime reserved = new ReservedTime();
    reserved.micros = in.number();
    reserved.untilWallMicros = in.number();
    reserved.place = GridPlace.read(in);
    return reserved;
  }
}
