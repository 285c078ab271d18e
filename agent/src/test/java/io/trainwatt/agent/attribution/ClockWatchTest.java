package io.trainwatt.agent.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.events.sample.SensorEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClockWatchTest {
  @TempDir private Path folder;
  private final List<SensorEvent> events = new ArrayList<>();

  private static TickTime at(long monotonicMillis, long wallMillis) {
    return new TickTime("boot", monotonicMillis * 1_000_000, wallMillis * 1_000);
  }

  @Test
  void suspendIsToldWithItsLengthAndIsNoClockStep() {
    ProcFolder proc = new ProcFolder(folder);
    ClockWatch watch = new ClockWatch(folder);
    proc.write("uptime", "100.00 180.00\n");
    watch.look(at(50_000, 1_000_000), events);
    proc.write("uptime", "3701.00 180.50\n");
    watch.look(at(51_000, 4_601_000), events);
    assertThat(events).extracting(SensorEvent::kind).containsExactly("suspended");
    assertThat(events.getFirst().durationMillis()).isEqualTo(OptionalLong.of(3_600_000));
  }

  @Test
  void clockThatIsSetIsToldWithHowFarAndWhichWay() {
    ProcFolder proc = new ProcFolder(folder);
    ClockWatch watch = new ClockWatch(folder);
    proc.write("uptime", "100.00 180.00\n");
    watch.look(at(50_000, 1_000_000), events);
    proc.write("uptime", "101.00 180.50\n");
    watch.look(at(51_000, 941_000), events);
    assertThat(events).extracting(SensorEvent::kind).containsExactly("clockStep");
    assertThat(events.getFirst().durationMillis()).isEqualTo(OptionalLong.of(60_000));
    assertThat(events.getFirst().detail()).contains("back");
  }

  @Test
  void ordinaryTicksSayNothingAndNeitherDoesAMachineWithoutAnUptime() {
    ClockWatch watch = new ClockWatch(folder);
    watch.look(at(50_000, 1_000_000), events);
    watch.look(at(51_000, 1_001_004), events);
    new ProcFolder(folder).write("uptime", "garbage\n");
    watch.look(at(52_000, 1_002_000), events);
    assertThat(events).isEmpty();
  }
}
