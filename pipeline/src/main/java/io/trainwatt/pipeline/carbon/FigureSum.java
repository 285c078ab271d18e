package io.trainwatt.pipeline.carbon;

import io.trainwatt.events.account.CarbonFactor;
import io.trainwatt.events.account.CarbonFigure;
import io.trainwatt.events.account.CarbonMethod;
import io.trainwatt.events.account.CostFigure;
import io.trainwatt.events.account.FactorDetail;
import io.trainwatt.events.account.PriceLine;
import io.trainwatt.events.account.Restatement;
import io.trainwatt.events.account.WaterFigure;
import io.trainwatt.events.grid.EmissionBasis;
import io.trainwatt.events.grid.FactorOrigin;
import io.trainwatt.events.grid.IntensityKind;
import io.trainwatt.events.quantity.Band;
import io.trainwatt.events.quantity.Energy;
import io.trainwatt.pipeline.state.DamagedState;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Energy and the factors it met, summed exactly, so that neither the order nor the grouping of what
 * is added can change a figure: products of whole numbers are kept, and each figure is divided once
 * and rounded half up. Not thread-safe.
 */
public final class FigureSum {
  // µJ x mg/kWh x ppm to µg: µJ in a kWh, over µg in a mg, times a million.
  private static final BigInteger MICROGRAMS = BigInteger.valueOf(3_600_000_000_000_000L);
  // µJ x millionths/kWh x ppm to millionths: µJ in a kWh, times a million.
  private static final BigInteger MICROS = BigInteger.valueOf(3_600_000_000_000_000_000L);
  // µJ x ml/kWh to µl: µJ in a kWh, over µl in a ml.
  private static final BigInteger MICROLITERS = BigInteger.valueOf(3_600_000_000L);

  private static final Comparator<Key> CANONICAL =
      Comparator.comparing(Key::zone)
          .thenComparing(Key::kind)
          .thenComparing(Key::origin)
          .thenComparing(Key::source)
          .thenComparing(Key::basis)
          .thenComparingInt(Key::puePpm)
          .thenComparing(Key::pueAssumed)
          .thenComparing(Key::assumed)
          .thenComparing(Key::zoneName);
  private static final Comparator<PriceKey> CANONICAL_PRICES =
      Comparator.comparing(PriceKey::source).thenComparingInt(PriceKey::puePpm);

  private final Map<Key, Line> lines = new HashMap<>();
  private final Map<PriceKey, Line> prices = new HashMap<>();
  private BigInteger water = BigInteger.ZERO;
  private long waterMicrojoules;
  private boolean contracts;
  private long restatedMicrojoules;
  private long restatedSince = Long.MAX_VALUE;
  private long restatedPublished;

  private record Key(
      CarbonMethod method,
      String zone,
      String zoneName,
      String source,
      IntensityKind kind,
      EmissionBasis basis,
      FactorOrigin origin,
      boolean assumed,
      int puePpm,
      boolean pueAssumed) {}

  private record PriceKey(String currency, String source, int puePpm) {}

  private static final class Line {
    private BigInteger product = BigInteger.ZERO;
    private long microjoules;
    private long estimated;
    private long corrected;
    private long lowest = Long.MAX_VALUE;
    private long highest;

    private void add(long energy, long factor, boolean isEstimated, boolean isCorrected) {
      product = product.add(BigInteger.valueOf(energy).multiply(BigInteger.valueOf(factor)));
      microjoules = Math.addExact(microjoules, energy);
      estimated = Math.addExact(estimated, isEstimated ? energy : 0);
      corrected = Math.addExact(corrected, isCorrected ? energy : 0);
      lowest = Math.min(lowest, factor);
      highest = Math.max(highest, factor);
    }

    private void add(Line other) {
      product = product.add(other.product);
      microjoules = Math.addExact(microjoules, other.microjoules);
      estimated = Math.addExact(estimated, other.estimated);
      corrected = Math.addExact(corrected, other.corrected);
      lowest = Math.min(lowest, other.lowest);
      highest = Math.max(highest, other.highest);
    }

    private long mean() {
      return halfUp(product, BigInteger.valueOf(microjoules));
    }
  }

  /** Energy that meets a factor by a method. */
  void add(CarbonMethod method, Met met, int puePpm, boolean pueAssumed, long microjoules) {
    if (microjoules == 0) {
      return;
    }
    Key key =
        new Key(
            method,
            met.zone(),
            met.zoneName(),
            met.source(),
            met.kind(),
            met.basis(),
            met.origin(),
            met.assumed(),
            puePpm,
            pueAssumed);
    lines
        .computeIfAbsent(key, k -> new Line())
        .add(microjoules, met.milligrams(), met.estimated(), met.corrected());
  }

  /** Energy that is paid for. */
  void addPrice(String currency, String source, int puePpm, long price, long microjoules) {
    prices
        .computeIfAbsent(new PriceKey(currency, source, puePpm), k -> new Line())
        .add(microjoules, price, false, false);
  }

  /** Energy that takes water. */
  void addWater(long millilitersPerKilowattHour, long microjoules) {
    water =
        water.add(
            BigInteger.valueOf(microjoules)
                .multiply(BigInteger.valueOf(millilitersPerKilowattHour)));
    waterMicrojoules = Math.addExact(waterMicrojoules, microjoules);
  }

  /** Some of it was under contract. */
  void contracted() {
    contracts = true;
  }

  /** Energy of an interval in which something was corrected. */
  void restate(long microjoules, long sinceWallMicros, long publishedWallMicros) {
    restatedMicrojoules = Math.addExact(restatedMicrojoules, microjoules);
    restatedSince = Math.min(restatedSince, sinceWallMicros);
    restatedPublished = Math.max(restatedPublished, publishedWallMicros);
  }

  /** Adds all of another sum. */
  public void add(FigureSum other) {
    other.lines.forEach((key, line) -> lines.computeIfAbsent(key, k -> new Line()).add(line));
    other.prices.forEach((key, line) -> prices.computeIfAbsent(key, k -> new Line()).add(line));
    water = water.add(other.water);
    waterMicrojoules = Math.addExact(waterMicrojoules, other.waterMicrojoules);
    contracts |= other.contracts;
    restatedMicrojoules = Math.addExact(restatedMicrojoules, other.restatedMicrojoules);
    restatedSince = Math.min(restatedSince, other.restatedSince);
    restatedPublished = Math.max(restatedPublished, other.restatedPublished);
  }

  /**
   * Carbon by every method that applies: location- and market-based always.
   *
   * @param total the same energy with its band, whose relative width is carried over
   */
  public List<CarbonFigure> carbon(Band total) {
    List<CarbonFigure> figures = new ArrayList<>();
    figures.add(figure(CarbonMethod.LOCATION_BASED, total));
    figures.add(figure(CarbonMethod.MARKET_BASED, total));
    if (contracts) {
      figures.add(figure(CarbonMethod.MARKET_BASED_HOURLY, total));
    }
    if (lines.keySet().stream().anyMatch(key -> key.method == CarbonMethod.MARGINAL)) {
      figures.add(figure(CarbonMethod.MARGINAL, total));
    }
    return figures;
  }

  private CarbonFigure figure(CarbonMethod method, Band total) {
    List<CarbonFactor> factors = new ArrayList<>();
    BigInteger sum = BigInteger.ZERO;
    List<Key> keys =
        lines.keySet().stream().filter(key -> key.method == method).sorted(CANONICAL).toList();
    for (Key key : keys) {
      Line line = lines.getOrDefault(key, new Line());
      sum = sum.add(line.product.multiply(BigInteger.valueOf(key.puePpm)));
      factors.add(factor(key, line));
    }
    return new CarbonFigure(
        method, halfUp(sum, MICROGRAMS), plusMinus(sum, MICROGRAMS, total), factors);
  }

  private static CarbonFactor factor(Key key, Line line) {
    return new CarbonFactor(
        key.zone,
        key.zoneName,
        key.source,
        line.mean(),
        key.assumed,
        key.puePpm,
        key.pueAssumed,
        Energy.ofMicrojoules(line.microjoules),
        Optional.of(
            new FactorDetail(
                key.kind,
                key.basis,
                key.origin,
                Energy.ofMicrojoules(line.estimated),
                Energy.ofMicrojoules(line.corrected),
                line.lowest,
                line.highest)));
  }

  /** What it cost, one figure a currency. */
  public List<CostFigure> cost(Band total) {
    SortedMap<String, List<PriceKey>> byCurrency = new TreeMap<>();
    for (PriceKey key : prices.keySet()) {
      byCurrency.computeIfAbsent(key.currency, currency -> new ArrayList<>()).add(key);
    }
    List<CostFigure> figures = new ArrayList<>();
    byCurrency.forEach(
        (currency, keys) -> {
          keys.sort(CANONICAL_PRICES);
          BigInteger sum = BigInteger.ZERO;
          List<PriceLine> priced = new ArrayList<>();
          for (PriceKey key : keys) {
            Line line = prices.getOrDefault(key, new Line());
            sum = sum.add(line.product.multiply(BigInteger.valueOf(key.puePpm)));
            priced.add(
                new PriceLine(
                    key.source,
                    line.mean(),
                    line.lowest,
                    line.highest,
                    key.puePpm,
                    Energy.ofMicrojoules(line.microjoules)));
          }
          figures.add(
              new CostFigure(currency, halfUp(sum, MICROS), plusMinus(sum, MICROS, total), priced));
        });
    return figures;
  }

  /** Water at the site; absent where no node says how much it takes. */
  public Optional<WaterFigure> water(Band total) {
    if (waterMicrojoules == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new WaterFigure(
            halfUp(water, MICROLITERS),
            plusMinus(water, MICROLITERS, total),
            Energy.ofMicrojoules(waterMicrojoules)));
  }

  /** What rests on corrections. */
  public Optional<Restatement> restated() {
    return restatedMicrojoules == 0
        ? Optional.empty()
        : Optional.of(
            new Restatement(
                Energy.ofMicrojoules(restatedMicrojoules), restatedSince, restatedPublished));
  }

  private static long halfUp(BigInteger sum, BigInteger divisor) {
    return sum.add(divisor.shiftRight(1)).divide(divisor).longValueExact();
  }

  // Rounded up: a band is never shown narrower than it is.
  private static long plusMinus(BigInteger sum, BigInteger unit, Band total) {
    if (total.energy().isZero()) {
      return 0;
    }
    BigInteger divisor = unit.multiply(BigInteger.valueOf(total.energy().microjoules()));
    return sum.multiply(BigInteger.valueOf(total.plusMinus().microjoules()))
        .add(divisor)
        .subtract(BigInteger.ONE)
        .divide(divisor)
        .longValueExact();
  }

  void write(StateWriter out) {
    out.number(lines.size());
    lines.keySet().stream()
        .sorted(Comparator.comparing(Key::method).thenComparing(CANONICAL))
        .forEach(key -> write(key, lines.getOrDefault(key, new Line()), out));
    out.number(prices.size());
    prices.keySet().stream()
        .sorted(Comparator.comparing(PriceKey::currency).thenComparing(CANONICAL_PRICES))
        .forEach(
            key -> {
              out.text(key.currency);
              out.text(key.source);
              out.number(key.puePpm);
              write(prices.getOrDefault(key, new Line()), out);
            });
    out.bytes(water.toByteArray());
    out.number(waterMicrojoules);
    out.flag(contracts);
    out.number(restatedMicrojoules);
    out.number(restatedSince);
    out.number(restatedPublished);
  }

  // Names, not numbers: these are few, and an enum may grow.
  private static void write(Key key, Line line, StateWriter out) {
    out.text(key.method.name());
    out.text(key.zone);
    out.text(key.zoneName);
    out.text(key.source);
    out.text(key.kind.name());
    out.text(key.basis.name());
    out.text(key.origin.name());
    out.flag(key.assumed);
    out.number(key.puePpm);
    out.flag(key.pueAssumed);
    write(line, out);
  }

  private static void write(Line line, StateWriter out) {
    out.bytes(line.product.toByteArray());
    out.number(line.microjoules);
    out.number(line.estimated);
    out.number(line.corrected);
    out.number(line.lowest);
    out.number(line.highest);
  }

  static FigureSum read(StateReader in) {
    FigureSum sum = new FigureSum();
    int lines = in.count();
    for (int i = 0; i < lines; i++) {
      Key key =
          new Key(
              named(CarbonMethod::valueOf, in),
              in.text(),
              in.text(),
              in.text(),
              named(IntensityKind::valueOf, in),
              named(EmissionBasis::valueOf, in),
              named(FactorOrigin::valueOf, in),
              in.flag(),
              in.count(),
              in.flag());
      sum.lines.put(key, readLine(in));
    }
    int prices = in.count();
    for (int i = 0; i < prices; i++) {
      PriceKey key = new PriceKey(in.text(), in.text(), in.count());
      sum.prices.put(key, readLine(in));
    }
    sum.water = new BigInteger(in.bytes());
    sum.waterMicrojoules = in.number();
    sum.contracts = in.flag();
    sum.restatedMicrojoules = in.number();
    sum.restatedSince = in.number();
    sum.restatedPublished = in.number();
    return sum;
  }

  private static Line readLine(StateReader in) {
    Line line = new Line();
    line.product = new BigInteger(in.bytes());
    line.microjoules = in.number();
    line.estimated = in.number();
    line.corrected = in.number();
    line.lowest = in.number();
    line.highest = in.number();
    return line;
  }

  private static <E extends Enum<E>> E named(Function<String, E> of, StateReader in) {
    String name = in.text();
    try {
      return of.apply(name);
    } catch (IllegalArgumentException e) {
      throw new DamagedState("no word of ours: " + name);
    }
  }
}
