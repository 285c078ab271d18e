package io.trainwatt.pipeline;

import io.trainwatt.events.grid.EmissionBasis;
import io.trainwatt.events.grid.FactorOrigin;
import io.trainwatt.events.grid.GridEvent;
import io.trainwatt.events.grid.GridFactor;
import io.trainwatt.events.grid.GridPrice;
import io.trainwatt.events.grid.IntensityKind;
import io.trainwatt.events.node.NodeFacts;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Counter;
import io.trainwatt.events.sample.DeviceSample;
import io.trainwatt.events.sample.Sample;
import io.trainwatt.events.sample.User;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A run's figures computed from the records of the topics alone, by the rules as the documents have
 * them and with none of the pipeline's code: plain, slow, and with all that was ever said before
 * it. Extend it with each new figure: what it does not compute, no test holds.
 */
final class SecondBooks {
  private static final long BUCKET = 300_000_000L;
  private static final long HOUR = 3_600_000_000L;
  private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);
  private static final BigDecimal KILOWATT_HOUR = new BigDecimal("3600000000000");

  private final String run;
  private final List<Sample> samples;
  private final Map<String, NodeFacts> facts;
  private final List<GridEvent> grid;

  /** Energy by node and bucket, in total. */
  private final Map<String, TreeMap<Long, BigInteger>> buckets = new TreeMap<>();

  /** Energy and its error in millionths of microjoules, by node, device and quality. */
  private final Map<String, BigInteger[]> lines = new TreeMap<>();

  private final Map<String, String> groups = new HashMap<>();
  private final Map<String, Quality> qualities = new HashMap<>();
  private final Map<String, BigInteger> reserved = new TreeMap<>();

  /**
   * @param samples in the order of the log
   * @param grid in any order, with all versions
   */
  SecondBooks(
      String run, List<Sample> samples, Map<String, NodeFacts> facts, List<GridEvent> grid) {
    this.run = run;
    this.samples = samples;
    this.facts = facts;
    this.grid = newestVersions(grid);
    samples.stream().map(Sample::node).distinct().forEach(this::meter);
  }

  private static List<GridEvent> newestVersions(List<GridEvent> all) {
    Map<String, GridEvent> byKey = new HashMap<>();
    for (GridEvent event : all) {
      byKey.merge(
          event.key(), event, (a, b) -> a.publishedWallMicros() >= b.publishedWallMicros() ? a : b);
    }
    return new ArrayList<>(byKey.values());
  }

  private void meter(String node) {
    Map<String, Long> highest = new HashMap<>();
    long newestSequence = -1;
    long before = -1;
    for (Sample sample : samples) {
      if (!sample.node().equals(node)) {
        continue;
      }
      boolean newest = sample.sequence() > newestSequence;
      long own = 0;
      long ofRuns = 0;
      for (DeviceSample device : sample.devices()) {
        for (Counter counter : device.counters()) {
          String name = device.device() + device.epoch().id() + counter.user() + counter.quality();
          long growth =
              Math.max(0, counter.energy().microjoules() - highest.getOrDefault(name, 0L));
          highest.merge(name, counter.energy().microjoules(), Math::max);
          boolean isOurs = counter.user().equals(new User.OfRun(run));
          if (isOurs) {
            line(node, device, counter.quality(), growth);
          }
          if (device.inTotal()) {
            own += isOurs ? growth : 0;
            ofRuns += counter.user() instanceof User.OfRun ? growth : 0;
          }
        }
      }
      if (!newest) {
        // A version of before that comes late, or again: all it says was said.
        if (own > 0) {
          throw new AssertionError("the scenario has no late energy");
        }
        continue;
      }
      long epoch =
          sample.devices().stream().mapToLong(d -> d.epoch().startedWallMicros()).min().orElse(0);
      long from = before < 0 ? epoch : before;
      spread(node, from, sample.wallMicros(), own);
      // At first sight nothing tells whose the time was.
      long whole = before < 0 ? own : ofRuns;
      if (own > 0) {
        BigInteger part =
            BigInteger.valueOf(sample.wallMicros() - from)
                .multiply(BigInteger.valueOf(own))
                .divide(BigInteger.valueOf(whole));
        reserved.merge(node, part, BigInteger::add);
      }
      newestSequence = sample.sequence();
      before = sample.wallMicros();
    }
  }

  private void line(String node, DeviceSample device, Quality quality, long growth) {
    if (!device.inTotal()) {
      return;
    }
    String name = node + " " + device.device() + " " + quality;
    BigInteger[] line =
        lines.computeIfAbsent(name, n -> new BigInteger[] {BigInteger.ZERO, BigInteger.ZERO});
    BigInteger energy = BigInteger.valueOf(growth);
    line[0] = line[0].add(energy);
    int ppm = device.errorPpm().getOrDefault(quality, 0);
    line[1] = line[1].add(energy.multiply(BigInteger.valueOf(ppm)));
    groups.put(
        name,
        device.correlationGroup().isEmpty()
            ? node + "\n" + device.device()
            : device.correlationGroup());
    qualities.put(name, quality);
  }

  // By quality it is the same to the microjoule only if each is spread by itself; the scenario has
  // one quality a node.
  private void spread(String node, long from, long to, long microjoules) {
    long rest = microjoules;
    long last = Math.floorDiv(to - 1, BUCKET);
    for (long bucket = Math.floorDiv(from, BUCKET); bucket <= last; bucket++) {
      long begin = Math.max(from, bucket * BUCKET);
      long end = Math.min(to, (bucket + 1) * BUCKET);
      long part =
          bucket == last
              ? rest
              : BigInteger.valueOf(microjoules)
                  .multiply(BigInteger.valueOf(end - begin))
                  .divide(BigInteger.valueOf(to - from))
                  .longValueExact();
      rest -= part;
      buckets
          .computeIfAbsent(node, n -> new TreeMap<>())
          .merge(bucket, BigInteger.valueOf(part), BigInteger::add);
    }
  }

  long total() {
    return lines.values().stream()
        .map(line -> line[0])
        .reduce(BigInteger.ZERO, BigInteger::add)
        .longValueExact();
  }

  long ofQuality(Quality quality) {
    return lines.entrySet().stream()
        .filter(line -> qualities.get(line.getKey()) == quality)
        .map(line -> line.getValue()[0])
        .reduce(BigInteger.ZERO, BigInteger::add)
        .longValueExact();
  }

  long plusMinus() {
    Map<String, BigInteger> byGroup = new HashMap<>();
    lines.forEach(
        (name, line) ->
            byGroup.merge(
                groups.getOrDefault(name, name), ceiling(line[1], MILLION), BigInteger::add));
    if (byGroup.size() == 1) {
      return byGroup.values().iterator().next().longValueExact();
    }
    BigDecimal squares =
        byGroup.values().stream()
            .map(error -> new BigDecimal(error.multiply(error)))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    return squares.sqrt(new MathContext(60)).setScale(0, RoundingMode.CEILING).longValueExact();
  }

  private static BigInteger ceiling(BigInteger a, BigInteger b) {
    return a.add(b).subtract(BigInteger.ONE).divide(b);
  }

  /** Micrograms or millionths, with half the width of their band. */
  record Figure(long value, long plusMinus) {}

  private interface Meaning {
    /** What a bucket's energy means, in milligrams times microjoules a kilowatt-hour. */
    BigDecimal of(String node, long start, BigInteger energy);
  }

  private Figure figure(Meaning meaning, BigDecimal scale, boolean withPue) {
    BigDecimal sum = BigDecimal.ZERO;
    for (var node : buckets.entrySet()) {
      BigDecimal pue =
          withPue ? new BigDecimal(pue(node.getKey())).movePointLeft(6) : BigDecimal.ONE;
      for (var bucket : node.getValue().entrySet()) {
        sum =
            sum.add(
                meaning
                    .of(node.getKey(), bucket.getKey() * BUCKET, bucket.getValue())
                    .multiply(pue));
      }
    }
    BigDecimal scaled = sum.multiply(scale);
    MathContext exact = new MathContext(80);
    return new Figure(
        scaled.divide(KILOWATT_HOUR, exact).setScale(0, RoundingMode.HALF_UP).longValueExact(),
        scaled
            .multiply(BigDecimal.valueOf(plusMinus()))
            .divide(KILOWATT_HOUR.multiply(BigDecimal.valueOf(total())), exact)
            .setScale(0, RoundingMode.CEILING)
            .longValueExact());
  }

  private static final BigDecimal MICROGRAMS = BigDecimal.valueOf(1_000);

  private int pue(String node) {
    return of(node).puePpm().orElse(1_000_000);
  }

  private String zone(String node) {
    return of(node).zone().orElseThrow();
  }

  private static BigDecimal times(BigInteger energy, long factor) {
    return new BigDecimal(energy.multiply(BigInteger.valueOf(factor)));
  }

  Figure located() {
    return figure(
        (node, start, energy) -> times(energy, average(zone(node), start)), MICROGRAMS, true);
  }

  Figure market(boolean hourly) {
    return figure(
        (node, start, energy) -> {
          BigInteger left = energy;
          BigDecimal sum = BigDecimal.ZERO;
          for (GridFactor contract : contracts(node, start, hourly)) {
            BigInteger part =
                energy
                    .multiply(BigInteger.valueOf(contract.coveredPpm().orElseThrow()))
                    .divide(MILLION)
                    .min(left);
            sum = sum.add(times(part, contract.milligramsPerKilowattHour()));
            left = left.subtract(part);
          }
          long rest =
              best(zone(node), IntensityKind.RESIDUAL_MIX, start)
                  .map(GridFactor::milligramsPerKilowattHour)
                  .orElseGet(() -> average(zone(node), start));
          return sum.add(times(left, rest));
        },
        MICROGRAMS,
        true);
  }

  Figure marginal() {
    return figure(
        (node, start, energy) ->
            best(zone(node), IntensityKind.MARGINAL, start)
                .map(factor -> times(energy, factor.milligramsPerKilowattHour()))
                .orElse(BigDecimal.ZERO),
        MICROGRAMS,
        true);
  }

  Figure cost() {
    return figure(
        (node, start, energy) ->
            times(
                energy,
                grid.stream()
                    .filter(GridPrice.class::isInstance)
                    .map(GridPrice.class::cast)
                    .filter(price -> price.zone().equals(zone(node)) && holds(price, start))
                    .findFirst()
                    .map(GridPrice::microsPerKilowattHour)
                    .orElseGet(() -> of(node).tariff().orElseThrow().microsPerKilowattHour())),
        BigDecimal.ONE,
        true);
  }

  Figure water() {
    return figure(
        (node, start, energy) -> times(energy, of(node).waterMilliliters().orElse(0)),
        BigDecimal.valueOf(1_000),
        false);
  }

  long embodiedMicrograms() {
    long sum = 0;
    for (var node : reserved.entrySet()) {
      var embodied = of(node.getKey()).embodied().orElseThrow();
      sum +=
          new BigDecimal(BigInteger.valueOf(embodied.milligrams()).multiply(node.getValue()))
              .divide(
                  BigDecimal.valueOf(embodied.lifetimeSeconds()).multiply(MICROGRAMS),
                  0,
                  RoundingMode.HALF_UP)
              .longValueExact();
    }
    return sum;
  }

  private static boolean holds(GridEvent event, long time) {
    return event.validFromWallMicros() <= time && time < event.validToWallMicros().orElseThrow();
  }

  private Optional<GridFactor> best(String zone, IntensityKind kind, long time) {
    return grid.stream()
        .filter(GridFactor.class::isInstance)
        .map(GridFactor.class::cast)
        .filter(f -> f.zone().equals(zone) && f.kind() == kind && holds(f, time))
        .min(
            Comparator.comparing((GridFactor f) -> f.origin() != FactorOrigin.LIVE)
                .thenComparing(f -> f.basis() != EmissionBasis.LIFECYCLE)
                .thenComparing(GridFactor::estimated)
                .thenComparing(GridFactor::source));
  }

  // The scenario has no time without one.
  private long average(String zone, long time) {
    return best(zone, IntensityKind.AVERAGE, time).orElseThrow().milligramsPerKilowattHour();
  }

  private List<GridFactor> contracts(String node, long time, boolean hourly) {
    String cluster = node.substring(0, node.indexOf('/'));
    return grid.stream()
        .filter(GridFactor.class::isInstance)
        .map(GridFactor.class::cast)
        .filter(f -> f.kind() == IntensityKind.CONTRACT && f.zone().equals(zone(node)))
        .filter(f -> holds(f, time))
        .filter(f -> f.cluster().isEmpty() || f.cluster().equals(cluster))
        .filter(
            f -> !hourly || f.validToWallMicros().orElseThrow() - f.validFromWallMicros() <= HOUR)
        .sorted(
            Comparator.comparing((GridFactor f) -> f.cluster().isEmpty())
                .thenComparing(GridFactor::source))
        .toList();
  }

  private NodeFacts of(String node) {
    return Objects.requireNonNull(facts.get(node));
  }
}
