package io.trainwatt.agent.sense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.trainwatt.agent.sensor.Probe;
import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.agent.sensor.rapl.Trees;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Gauges;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class SurveyTest {
  private static Survey survey(String machine) {
    Path root = Trees.of(machine);
    return Survey.of(
        SensorConfig.of(root.resolve("sys"), root.resolve("proc")), () -> 1_000_000_000L);
  }

  private static Survey.Entry entry(Survey survey, String device) {
    return survey.entries().stream()
        .filter(entry -> entry.facts().device().equals(device))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void serverIsMeasuredByItsCountersAlone() {
    Survey survey = survey("intel-2s-dram");
    assertThat(survey.entries())
        .extracting(entry -> entry.facts().device(), entry -> entry.facts().inTotal())
        .containsExactlyInAnyOrder(
            tuple("package-0", true),
            tuple("package-0/dram", true),
            tuple("package-1", true),
            tuple("package-1/dram", true));
    assertThat(survey.unused())
        .extracting(Probe.Unused::name, Probe.Unused::why)
        .containsExactly(
            tuple("cpu", "measured by powercap instead"),
            tuple("memory", "measured by powercap instead"));
  }

  @Test
  void clientHasItsMemoryModelledAndWhatOverlapsOutOfTheTotal() {
    Survey survey = survey("intel-client-psys");
    assertThat(survey.entries())
        .extracting(
            entry -> entry.facts().device(),
            entry -> entry.facts().inTotal(),
            entry -> entry.facts().qualities())
        .containsExactlyInAnyOrder(
            tuple("package-0", true, List.of(Quality.COUNTED)),
            tuple("package-0/core", false, List.of(Quality.COUNTED)),
            tuple("package-0/uncore", false, List.of(Quality.COUNTED)),
            tuple("psys", false, List.of(Quality.COUNTED)),
            tuple("memory", true, List.of(Quality.MODELLED)));
    assertThat(entry(survey, "package-0/core").facts().inTotalReason())
        .isEqualTo("part of package-0");
    assertThat(entry(survey, "psys").rangeMicrojoules())
        .isEqualTo(OptionalLong.of(262_143_328_850L));
    assertThat(entry(survey, "psys").reading())
        .contains(new Reading.Counted("psys", 1_000_000_000L, 90_123_456_789L, Gauges.NONE));
  }

  @Test
  void virtualMachineIsModelledAndSaysWhy() {
    Survey survey = survey("vm-no-powercap");
    assertThat(survey.entries())
        .extracting(entry -> entry.facts().device(), Survey.Entry::errorPpm)
        .containsExactly(tuple("cpu", 400_000), tuple("memory", 1_000_000));
    assertThat(survey.findings()).extracting("subject").containsExactly("powercap");
  }

  @Test
  void whatSaysNothingNowIsListedWithTheReason() {
    Survey.Entry entry = entry(survey("malformed"), "package-0");
    assertThat(entry.reading()).isEqualTo(Optional.empty());
    assertThat(entry.problem()).contains("not a whole number");
  }
}
