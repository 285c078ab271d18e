package io.trainwatt.pipeline.carbon;

import io.trainwatt.events.account.CarbonFactor;
import io.trainwatt.events.account.CarbonFigure;
import io.trainwatt.events.account.CarbonMethod;
import io.trainwatt.events.quantity.Band;
import io.trainwatt.events.quantity.Energy;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * GHG Protocol Scope 2, location-based: IT energy times PUE times the mean of the grid where the
 * node stands. Pure; any thread.
 *
 * <p>Fixed point throughout. A part's share is energy [µJ] x intensity [mg/kWh] x PUE [ppm], kept
 * exact; the sum over all parts is divided once, by 3.6 x 10^15 (µJ in a kWh, over the micrograms
 * in a milligram, times a million), and rounded half up. So the order of the parts cannot change a
 * figure.
 */
public final class LocationBased {
  /** PUE where nobody configured one, see {@code docs/decisions/0006}. */
  static final int ASSUMED_PUE_PPM = 1_000_000;

  private static final BigInteger DIVISOR = BigInteger.valueOf(3_600_000_000_000_000L);
  private static final BigInteger HALF_DIVISOR = DIVISOR.shiftRight(1);

  private final GridTable table;

  /** With a table of grid means. */
  public LocationBased(GridTable table) {
    this.table = table;
  }

  /**
   * The figure of energy used in several places.
   *
   * @param total the same energy with its band; the figure carries the band's relative width
   */
  public CarbonFigure figure(ZoneTally tally, Band total) {
    List<CarbonFactor> factors = new ArrayList<>();
    BigInteger sum = BigInteger.ZERO;
    for (ZoneTally.PlacedEnergy part : tally.parts()) {
      CarbonFactor factor = factor(part);
      factors.add(factor);
      sum = sum.add(share(factor));
    }
    factors.sort(Comparator.comparing(CarbonFactor::zone).thenComparingInt(CarbonFactor::puePpm));
    return new CarbonFigure(
        CarbonMethod.LOCATION_BASED,
        sum.add(HALF_DIVISOR).divide(DIVISOR).longValueExact(),
        plusMinus(sum, total),
        factors);
  }

  /** Micrograms of energy used in one place. */
  public long micrograms(Optional<GridPlace> place, long microjoules) {
    CarbonFactor factor =
        factor(new ZoneTally.PlacedEnergy(place.orElse(GridPlace.UNSAID), microjoules));
    return share(factor).add(HALF_DIVISOR).divide(DIVISOR).longValueExact();
  }

  private CarbonFactor factor(ZoneTally.PlacedEnergy part) {
    Optional<GridMean> configured = part.place().zone().flatMap(table::zone);
    GridMean mean = configured.orElse(table.world());
    return new CarbonFactor(
        mean.zone(),
        mean.name(),
        source(part.place(), mean),
        mean.milligramsPerKilowattHour(),
        configured.isEmpty(),
        part.place().puePpm().orElse(ASSUMED_PUE_PPM),
        part.place().puePpm().isEmpty(),
        Energy.ofMicrojoules(part.microjoules()));
  }

  private String source(GridPlace place, GridMean mean) {
    return place
        .zone()
        .filter(zone -> table.zone(zone).isEmpty())
        .map(zone -> "zone " + zone + " is not in the table; " + mean.source())
        .orElse(mean.source());
  }

  private static BigInteger share(CarbonFactor factor) {
    return BigInteger.valueOf(factor.energy().microjoules())
        .multiply(BigInteger.valueOf(factor.milligramsPerKilowattHour()))
        .multiply(BigInteger.valueOf(factor.puePpm()));
  }

  // Rounded up: a band is never shown narrower than it is.
  private static long plusMinus(BigInteger sum, Band total) {
    if (total.energy().isZero()) {
      return 0;
    }
    BigInteger divisor = DIVISOR.multiply(BigInteger.valueOf(total.energy().microjoules()));
    return sum.multiply(BigInteger.valueOf(total.plusMinus().microjoules()))
        .add(divisor)
        .subtract(BigInteger.ONE)
        .divide(divisor)
        .longValueExact();
  }
}
