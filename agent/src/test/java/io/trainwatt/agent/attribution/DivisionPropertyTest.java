package io.trainwatt.agent.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.sensor.Device.Split;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

final class DivisionPropertyTest {
  @Provide
  Arbitrary<Split> splits() {
    return Arbitraries.of(
        new Split.CpuCapacity(),
        new Split.CpuTime(1_220),
        new Split.ResidentMemory(),
        new Split.Nobody());
  }

  @Provide
  Arbitrary<long[]> ticks() {
    return Arbitraries.longs().between(0, 1L << 40).array(long[].class).ofMaxSize(8);
  }

  @Property
  void sharesAreNeverNegativeAndNeverMoreThanTheWhole(
      @ForAll("splits") Split split,
      @ForAll @LongRange(min = 0, max = 1L << 60) long microjoules,
      @ForAll @LongRange(min = 1, max = 1L << 36) long millis,
      @ForAll("ticks") long[] used,
      @ForAll @LongRange(min = 0, max = 1_000_000) long idle,
      @ForAll @IntRange(min = 1, max = 1_024) int cpus) {
    List<MeteredRun> runs =
        IntStream.range(0, used.length).mapToObj(i -> new MeteredRun("run" + i)).toList();
    Usage usage = usage(runs, used, new long[used.length], cpus);
    long[] shares = Division.of(split, microjoules, millis, used, idle, usage);
    assertThat(Arrays.stream(shares).min().orElse(0)).isNotNegative();
    assertThat(
            Arrays.stream(shares)
                .mapToObj(BigInteger::valueOf)
                .reduce(BigInteger.ZERO, BigInteger::add))
        .isLessThanOrEqualTo(BigInteger.valueOf(microjoules));
  }

  private static Usage usage(List<MeteredRun> runs, long[] used, long[] allowed, int cpus) {
    long[] resident = Arrays.stream(used).map(ticks -> ticks * 3).toArray();
    return new Usage(
        runs,
        used,
        resident,
        OptionalLong.empty(),
        allowed,
        cpus,
        100,
        1L << 38,
        pid -> Optional.empty());
  }

  @Property
  void whatRunsReserveIsNeverMoreThanIsLeftAndAllOfItWhereTheyKeepEveryCpu(
      @ForAll @LongRange(min = 0, max = 1L << 60) long microjoules,
      @ForAll @IntRange(min = 1, max = 1_024) int cpus,
      @ForAll @IntRange(min = 1, max = 6) int count,
      @ForAll @IntRange(min = 0, max = 1_024) int each,
      @ForAll @LongRange(min = 0, max = 1L << 40) long busy) {
    long[] used = new long[count];
    Arrays.fill(used, busy / (2L * count));
    List<MeteredRun> runs =
        IntStream.range(0, count).mapToObj(i -> new MeteredRun("run" + i)).toList();
    long[] allowed = new long[count];
    Arrays.fill(allowed, Math.min(each, cpus));
    long[] shares = Division.byShare(microjoules, used, busy);
    Division.addReserved(shares, microjoules, usage(runs, used, allowed, cpus));
    BigInteger sum =
        Arrays.stream(shares)
            .mapToObj(BigInteger::valueOf)
            .reduce(BigInteger.ZERO, BigInteger::add);
    assertThat(Arrays.stream(shares).min().orElse(0)).isNotNegative();
    assertThat(sum).isLessThanOrEqualTo(BigInteger.valueOf(microjoules));
    if ((long) count * Math.min(each, cpus) >= cpus) {
      assertThat(sum).isGreaterThanOrEqualTo(BigInteger.valueOf(microjoules - 2L * count));
    }
  }

  @Property
  void proportionIsExact(
      @ForAll @LongRange(min = 0) long amount,
      @ForAll @LongRange(min = 0) long part,
      @ForAll @LongRange(min = 1) long whole) {
    long share = Proportion.of(amount, Math.min(part, whole), whole);
    assertThat(BigInteger.valueOf(share))
        .isEqualTo(
            BigInteger.valueOf(amount)
                .multiply(BigInteger.valueOf(Math.min(part, whole)))
                .divide(BigInteger.valueOf(whole)));
  }
}
