package io.trainwatt.pipeline.carbon;

import io.trainwatt.events.account.CarbonMethod;
import io.trainwatt.events.grid.GridFactor;
import io.trainwatt.events.grid.GridPrice;
import io.trainwatt.events.node.Tariff;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * What energy means: carbon location-based and market-based (GHG Protocol Scope 2), marginal, money
 * and water. Each bucket of energy meets what holds at its beginning. PUE goes once, on IT energy,
 * into carbon and money; water is for IT energy as its unit says. Any thread.
 */
public final class Figures {
  /** PUE where nobody configured one, see {@code docs/decisions/0006}. */
  static final int ASSUMED_PUE_PPM = 1_000_000;

  private static final long WHOLE_PPM = 1_000_000;
  private static final long HOUR_MICROS = 3_600_000_000L;
  private static final BigInteger MICROGRAMS = BigInteger.valueOf(3_600_000_000_000_000L);

  private final GridBook grid;

  /** Of what is known of the grid. */
  public Figures(GridBook grid) {
    this.grid = grid;
  }

  /** What they are made of. */
  public GridBook grid() {
    return grid;
  }

  /** The zone whose factors a place's energy meets. */
  static String zone(GridPlace place) {
    return place.zone().orElse(GridTable.WORLD);
  }

  /** The cluster of a node: what its id begins with. */
  static String cluster(String node) {
    int slash = node.indexOf('/');
    return slash < 0 ? "" : node.substring(0, slash);
  }

  /** Micrograms of energy used in one place at a time, location-based. */
  public long micrograms(Optional<GridPlace> place, long wallMicros, long microjoules) {
    GridPlace at = place.orElse(GridPlace.UNSAID);
    Met met = grid.average(at.zone(), Buckets.startMicros(Buckets.of(wallMicros)));
    return BigInteger.valueOf(microjoules)
        .multiply(BigInteger.valueOf(met.milligrams()))
        .multiply(BigInteger.valueOf(at.puePpm().orElse(ASSUMED_PUE_PPM)))
        .add(MICROGRAMS.shiftRight(1))
        .divide(MICROGRAMS)
        .longValueExact();
  }

  /** Adds what a bucket of energy means. */
  void add(FigureSum sum, GridPlace place, String cluster, long bucket, long microjoules) {
    if (microjoules > 0) {
      new Bucket(sum, place, cluster, Buckets.startMicros(bucket), microjoules).add();
    }
  }

  private final class Bucket {
    private final FigureSum sum;
    private final GridPlace place;
    private final String zone;
    private final String cluster;
    private final long start;
    private final long microjoules;
    private final int pue;
    private long corrected;

    private Bucket(FigureSum sum, GridPlace place, String cluster, long start, long microjoules) {
      this.sum = sum;
      this.place = place;
      this.zone = Figures.zone(place);
      this.cluster = cluster;
      this.start = start;
      this.microjoules = microjoules;
      this.pue = place.puePpm().orElse(ASSUMED_PUE_PPM);
    }

    private void add() {
      Met average = grid.average(place.zone(), start);
      line(CarbonMethod.LOCATION_BASED, average, microjoules);
      Met rest =
          grid.residual(zone, start)
              .orElseGet(() -> average.standingIn("no residual mix is known, the grid's mean"));
      List<Series.Version<GridFactor>> contracts = grid.contracts(zone, cluster, start);
      market(CarbonMethod.MARKET_BASED, contracts, rest);
      if (!contracts.isEmpty()) {
        sum.contracted();
        contracts = contracts.stream().filter(version -> withinAnHour(version.event())).toList();
      }
      market(CarbonMethod.MARKET_BASED_HOURLY, contracts, rest);
      grid.marginal(zone, start).ifPresent(met -> line(CarbonMethod.MARGINAL, met, microjoules));
      price();
      place.waterMilliliters().ifPresent(water -> sum.addWater(water, microjoules));
      if (corrected > 0) {
        sum.restate(microjoules, start, corrected);
      }
    }

    // What a contract covers is whole microjoules; what all leave over is of the rest.
    private void market(CarbonMethod method, List<Series.Version<GridFactor>> contracts, Met rest) {
      long left = microjoules;
      for (Series.Version<GridFactor> contract : contracts) {
        int covered = contract.event().coveredPpm().orElse(0);
        long part = Math.min(left, Buckets.share(microjoules, covered, WHOLE_PPM));
        line(method, Met.of(contract, false), part);
        left -= part;
      }
      line(method, rest, left);
    }

    private void line(CarbonMethod method, Met met, long part) {
      sum.add(method, met, pue, place.puePpm().isEmpty(), part);
      if (met.corrected() && part > 0) {
        corrected = Math.max(corrected, Math.max(1, met.publishedWallMicros()));
      }
    }

    private void price() {
      Series.Version<GridPrice> said = grid.price(zone, cluster, start);
      if (said != null) {
        GridPrice price = said.event();
        sum.addPrice(
            price.currency(), price.source(), pue, price.microsPerKilowattHour(), microjoules);
        if (said.corrected()) {
          corrected = Math.max(corrected, Math.max(1, price.publishedWallMicros()));
        }
      } else if (place.tariff().isPresent()) {
        Tariff tariff = place.tariff().get();
        sum.addPrice(
            tariff.currency(),
            "tariff of the node",
            pue,
            tariff.microsPerKilowattHour(),
            microjoules);
      }
    }
  }

  private static boolean withinAnHour(GridFactor contract) {
    return contract.validToWallMicros().isPresent()
        && contract.validToWallMicros().getAsLong() - contract.validFromWallMicros() <= HOUR_MICROS;
  }
}
