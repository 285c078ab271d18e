package io.trainwatt.pipeline.meter;

import static io.trainwatt.pipeline.Fleet.alive;
import static io.trainwatt.pipeline.Fleet.device;
import static io.trainwatt.pipeline.Fleet.ended;
import static io.trainwatt.pipeline.Fleet.epoch;
import static io.trainwatt.pipeline.Fleet.micros;
import static io.trainwatt.pipeline.Fleet.nobody;
import static io.trainwatt.pipeline.Fleet.sample;
import static io.trainwatt.pipeline.Fleet.used;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainwatt.events.quantity.Energy;
import io.trainwatt.events.quantity.Power;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Component;
import io.trainwatt.events.sample.DeviceSample;
import io.trainwatt.events.sample.Epoch;
import io.trainwatt.events.sample.Gauges;
import io.trainwatt.events.sample.ListedRun;
import io.trainwatt.events.sample.Sample;
import io.trainwatt.pipeline.Fleet;
import io.trainwatt.pipeline.stage.Refused;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class NodeMeterTest {
  private static final String NODE = "local/one";
  private final NodeMeter meter = new NodeMeter();
  private final Map<String, RunMeter> runs = new HashMap<>();

  private NodeTick read(Sample sample) throws Refused {
    return read(sample, 0, Long.MIN_VALUE);
  }

  private NodeTick read(Sample sample, long seenMillis, long dropBeforeMillis) throws Refused {
    return meter.read(
        sample,
        seenMillis,
        dropBeforeMillis,
        run -> runs.computeIfAbsent(run, id -> new RunMeter()));
  }

  private static Sample tick(long second, long run, long nobody) {
    return sample(
        NODE,
        second,
        List.of(alive("r")),
        device(
            "cpu",
            Component.CPU,
            second,
            used("r", Quality.COUNTED, run),
            nobody(Quality.COUNTED, nobody)));
  }

  @Test
  void aTickRunsFromTheOneBeforeToItsReading() throws Refused {
    read(tick(1, 10, 0));
    NodeTick second = read(tick(2, 30, 5));

    assertThat(second.fromWallMicros()).isEqualTo(micros(1));
    assertThat(second.toWallMicros()).isEqualTo(micros(2));
    assertThat(second.runs().getFirst().inTotalMicrojoules()).isEqualTo(20);
  }

  @Test
  void theFirstTickBeginsWithItsEpoch() throws Refused {
    assertThat(read(tick(7, 10, 0)).fromWallMicros()).isEqualTo(Fleet.START_MICROS);
  }

  @Test
  void aRepeatedSampleIsCountedAndSaysNothing() throws Refused {
    read(tick(1, 10, 0));
    NodeTick again = read(tick(1, 10, 0));

    assertThat(again.worthPoint()).isFalse();
    assertThat(again.runs()).isEmpty();
    assertThat(again.books().repeated()).isEqualTo(1);
    assertThat(again.books().received()).isEqualTo(2);
  }

  @Test
  void lateSampleIsCountedAndAddsOnlyWhatNoLaterOneTold() throws Refused {
    read(tick(1, 10, 0));
    read(sample(NODE, 3, List.of(), device("cpu", Component.CPU, 3, nobody(Quality.COUNTED, 4))));
    NodeTick late = read(tick(2, 25, 3));

    assertThat(late.newest()).isFalse();
    assertThat(late.runs().getFirst().inTotalMicrojoules()).isEqualTo(15);
    assertThat(late.toWallMicros()).isGreaterThan(micros(3));
    assertThat(late.books().missing()).isZero();
    assertThat(late.books().accepted()).isEqualTo(3);
  }

  @Test
  void aSampleThatDoesNotBalanceIsRefusedWholeAndChangesNothing() throws Refused {
    read(tick(1, 10, 0));
    DeviceSample good = device("cpu", Component.CPU, 2, used("r", Quality.COUNTED, 50));
    DeviceSample bad =
        new DeviceSample(
            good.device(),
            good.component(),
            good.epoch(),
            true,
            good.readMonotonicNanos(),
            Map.of(Quality.COUNTED, Energy.ofMicrojoules(60)),
            good.counters(),
            good.errorPpm(),
            "",
            0,
            Gauges.NONE);

    assertThatThrownBy(() -> read(sample(NODE, 2, List.of(alive("r")), bad)))
        .isInstanceOf(Refused.class)
        .hasMessage("device cpu, COUNTED: counters sum to 50 µJ, total says 60 µJ")
        .extracting(e -> ((Refused) e).causeWord())
        .isEqualTo("books do not balance");
    assertThat(read(tick(3, 50, 0)).runs().getFirst().inTotalMicrojoules()).isEqualTo(40);
  }

  @Test
  void anEpochOlderThanTheOldestKeptIsRefused() throws Refused {
    read(of(epoch(1), 1, 100), 1_000, 0);
    read(of(epoch(2), 2, 10), 10_000, 0);
    // By now samples of the first epoch's time are retained no more.
    read(of(epoch(2), 3, 20), 20_000, 5_000);

    assertThatThrownBy(() -> read(of(epoch(1), 4, 100), 20_001, 5_000))
        .isInstanceOf(Refused.class)
        .extracting(e -> ((Refused) e).causeWord())
        .isEqualTo("epoch too old");
  }

  @Test
  void anOlderEpochThatIsStillKeptIsCounted() throws Refused {
    read(of(epoch(2), 2, 10), 1_000, 0);
    NodeTick late = read(of(epoch(1), 1, 100), 1_001, 0);

    assertThat(late.devices().getFirst().qualities().getFirst().microjoules()).isEqualTo(100);
  }

  private static Sample of(Epoch epoch, long second, long microjoules) {
    return sample(
        NODE,
        second,
        List.of(),
        device(
            "cpu",
            Component.CPU,
            second,
            epoch,
            true,
            "",
            Gauges.NONE,
            nobody(Quality.COUNTED, microjoules)));
  }

  @Test
  void aWallClockSetBackNeitherRepeatsATimeNorSqueezesASecond() throws Refused {
    read(tick(100, 10, 0));
    Sample back = atWall(tick(101, 20, 0), micros(40));
    NodeTick tick = read(back);

    assertThat(tick.fromWallMicros()).isEqualTo(micros(100));
    assertThat(tick.toWallMicros()).isEqualTo(micros(101));
  }

  private static Sample atWall(Sample sample, long wallMicros) {
    return new Sample(
        sample.node(),
        sample.sequence(),
        sample.agent(),
        sample.boot(),
        sample.monotonicNanos(),
        wallMicros,
        sample.runs(),
        sample.devices(),
        sample.events(),
        sample.stages());
  }

  @Test
  void aWallClockOfAnotherAgeIsRefused() {
    assertThatThrownBy(() -> read(atWall(tick(1, 10, 0), Long.MAX_VALUE)))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("wall_micros is no time between 1970 and 2200");
  }

  @Test
  void whatADeviceShowsAtFirstSightIsNoShareOfTheNodeWhileTheRunWasThere() throws Refused {
    NodeTick first = read(tick(1, 10, 9_000));
    NodeTick second = read(tick(2, 30, 9_005));

    assertThat(first.runs().getFirst().share()).isEqualTo(new RunSlice.Share(10, 0));
    assertThat(second.runs().getFirst().share()).isEqualTo(new RunSlice.Share(20, 5));
  }

  @Test
  void twoRunsEachSeeAllThatWasAttributed() throws Refused {
    read(tick(1, 0, 0));
    NodeTick tick =
        read(
            sample(
                NODE,
                2,
                List.of(alive("r"), alive("s")),
                device(
                    "cpu",
                    Component.CPU,
                    2,
                    used("r", Quality.COUNTED, 7),
                    used("s", Quality.COUNTED, 11),
                    nobody(Quality.COUNTED, 2))));

    assertThat(tick.runs())
        .extracting(RunSlice::share)
        .containsExactly(new RunSlice.Share(18, 2), new RunSlice.Share(18, 2));
  }

  @Test
  void aDeviceOutsideTheTotalIsSlicedAndInNoShare() throws Refused {
    read(
        sample(
            NODE,
            1,
            List.of(alive("r")),
            device(
                "psys",
                Component.NODE,
                1,
                epoch(1),
                false,
                "",
                Gauges.NONE,
                used("r", Quality.COUNTED, 0))));
    NodeTick tick =
        read(
            sample(
                NODE,
                2,
                List.of(alive("r")),
                device(
                    "psys",
                    Component.NODE,
                    2,
                    epoch(1),
                    false,
                    "",
                    Gauges.NONE,
                    used("r", Quality.COUNTED, 40))));

    assertThat(tick.runs().getFirst().used().getFirst().microjoules()).isEqualTo(40);
    assertThat(tick.runs().getFirst().inTotalMicrojoules()).isZero();
    assertThat(tick.runs().getFirst().share()).isEqualTo(new RunSlice.Share(0, 0));
  }

  @Test
  void anEndedRunSpeaksOnceMoreAndThenOnlyIfItStillGrows() throws Refused {
    read(tick(1, 10, 0));
    assertThat(read(endedTick(2, 10)).runs()).hasSize(1);
    assertThat(read(endedTick(3, 10)).runs()).isEmpty();
    assertThat(read(endedTick(4, 12)).runs().getFirst().inTotalMicrojoules()).isEqualTo(2);
  }

  private static Sample endedTick(long second, long run) {
    return sample(
        NODE,
        second,
        List.of(ended("r")),
        device("cpu", Component.CPU, second, used("r", Quality.COUNTED, run)));
  }

  @Test
  void processorTimeIsACounterToo() throws Refused {
    read(cpu(1, 400_000));
    read(cpu(3, 900_000));

    assertThat(read(cpu(4, 1_000_000)).runs().getFirst().cpuMicros()).isEqualTo(100_000);
  }

  private static Sample cpu(long second, long cpuMicros) {
    return sample(
        NODE,
        second,
        List.of(alive("r", cpuMicros)),
        device("cpu", Component.CPU, second, used("r", Quality.COUNTED, second)));
  }

  @Test
  void anAcceleratorWithoutUtilisationIsAsBusyAsItsPowerSays() throws Refused {
    assertThat(gpu(1, 70).runs().getFirst().acceleratorPpm()).hasValue(0);
    assertThat(gpu(2, 300).runs().getFirst().acceleratorPpm()).hasValue(1_000_000);
  }

  private NodeTick gpu(long second, long watts) throws Refused {
    Gauges gauges =
        Gauges.of(
            Optional.of(Power.ofWatts(watts)), OptionalInt.empty(), Optional.of(Power.ofWatts(55)));
    return read(
        sample(
            NODE,
            second,
            List.<ListedRun>of(alive("r")),
            device(
                "gpu",
                Component.GPU,
                second,
                epoch(1),
                true,
                "",
                gauges,
                used("r", Quality.COUNTED, second * 100))));
  }

  @Test
  void aCounterOfARunThatIsNotListedIsRefused() {
    assertThatThrownBy(
            () ->
                read(
                    sample(
                        NODE,
                        1,
                        List.of(),
                        device("cpu", Component.CPU, 1, used("r", Quality.COUNTED, 1)))))
        .isInstanceOf(Refused.class)
        .hasMessage("a counter names run r, which is not listed");
  }
}
