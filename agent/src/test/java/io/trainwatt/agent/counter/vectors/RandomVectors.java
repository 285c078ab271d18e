package io.trainwatt.agent.counter.vectors;

import io.trainwatt.agent.counter.EnergySource;
import io.trainwatt.agent.counter.EnergySource.Kind;
import io.trainwatt.agent.counter.RawReading;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;

/** Sequences of readings that like to fall on the edges of the rules. */
final class RandomVectors {
  private static final Kind[] KINDS = {Kind.COUNTER, Kind.COUNTER, Kind.GAUGE, Kind.MEAN};
  private static final long[] RANGES = {
    1, 1000, 4294967295L, 65712999613L, 262143328850L, 4611686019501129727L, Long.MAX_VALUE
  };
  private static final long[] BOUNDS = {0, 1, 3, 65536, 500_000, 12_000_000, Long.MAX_VALUE};
  private static final long[] REFRESHES = {0, 0, 1, 100, 5000, Long.MAX_VALUE};
  private static final long[] NOMINALS = {
    1, 50, 1000, 3333, 3334, 5000, Long.MAX_VALUE / 3, Long.MAX_VALUE
  };
  private static final String[] BOOTS = {
    "a", "a", "a", "a", "a", "a", "a", "a", "a", "a", "a", "a", "a", "a", "a", "a", "b", "", "A"
  };

  private final Random random;

  RandomVectors(long seed) {
    random = new Random(seed);
  }

  EnergySource source() {
    Kind kind = KINDS[random.nextInt(KINDS.length)];
    OptionalLong range =
        random.nextInt(3) == 0 ? OptionalLong.empty() : OptionalLong.of(one(RANGES));
    return new EnergySource(kind, range, one(BOUNDS), one(REFRESHES), one(NOMINALS));
  }

  /** Readings of a source, each at an edge or anywhere from the last value that was read. */
  List<RawReading> readings(EnergySource source) {
    List<RawReading> readings = new ArrayList<>();
    BigInteger at = number(one(0, 0, 1_000_000, Long.MIN_VALUE, random.nextLong()));
    BigInteger value = number(one(0, 1000, random.nextLong(), Long.MAX_VALUE));
    for (int i = random.nextInt(40); i > 0; i--) {
      BigInteger millis = interval(source);
      at = clamped(at.add(millis));
      if (random.nextInt(12) == 0) {
        readings.add(RawReading.failed(at.longValueExact(), boot()));
        continue;
      }
      value = source.kind() == Kind.COUNTER ? grown(source, value, millis) : power(source);
      readings.add(RawReading.of(at.longValueExact(), boot(), value.longValueExact()));
    }
    return readings;
  }

  private BigInteger interval(EnergySource source) {
    BigInteger longest = number(source.nominalMillis()).multiply(number(3)).max(number(10_000));
    BigInteger wrapTime =
        number(source.rangeMicrojoules().orElse(0))
            .divide(number(source.powerBoundMilliwatts()).max(BigInteger.ONE));
    return switch (random.nextInt(20)) {
      case 0 -> number(one(0, 0, -1, -1000, 1));
      case 1 -> longest.add(number(random.nextInt(3) - 1));
      case 2 -> wrapTime.add(number(random.nextInt(3)));
      case 3 -> number(random.nextLong() >> random.nextInt(64));
      case 4, 5, 6 -> number(random.nextInt(20_000));
      default -> number(one(1, 3, 50, 333, 999, 1000, 1001));
    };
  }

  private BigInteger grown(EnergySource source, BigInteger value, BigInteger millis) {
    BigInteger bound =
        millis.add(number(source.refreshMillis())).multiply(number(source.powerBoundMilliwatts()));
    BigInteger range = number(source.rangeMicrojoules().orElse(0));
    BigInteger modulus = range.add(range.divide(number(4294967295L)));
    BigInteger edge = number(random.nextInt(5) - 2);
    BigInteger next =
        switch (random.nextInt(15)) {
          case 0 -> value;
          case 1 -> value.add(bound).add(edge);
          case 2 -> value.add(bound).subtract(modulus).add(edge);
          case 3 -> bound.add(edge);
          case 4 -> number(random.nextLong() >> random.nextInt(64));
          case 5 -> value.subtract(number(random.nextInt(100)));
          case 6 -> range.subtract(number(random.nextInt(100)));
          default -> value.add(bound.divide(number(1 + random.nextInt(9))));
        };
    return random.nextInt(20) == 0 ? clamped(next) : clamped(next).max(BigInteger.ZERO);
  }

  private BigInteger power(EnergySource source) {
    BigInteger bound = number(source.powerBoundMilliwatts());
    return switch (random.nextInt(12)) {
      case 0 -> clamped(bound.add(number(random.nextInt(3) - 1)));
      case 1 -> number(one(0, -1, Long.MIN_VALUE, Long.MAX_VALUE));
      default -> new BigInteger(64, random).mod(bound.add(BigInteger.ONE));
    };
  }

  private String boot() {
    return BOOTS[random.nextInt(BOOTS.length)];
  }

  private long one(long... of) {
    return of[random.nextInt(of.length)];
  }

  private static BigInteger number(long value) {
    return BigInteger.valueOf(value);
  }

  private static BigInteger clamped(BigInteger value) {
    return value.max(number(Long.MIN_VALUE)).min(number(Long.MAX_VALUE));
  }
}
