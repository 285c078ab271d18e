package io.trainwatt.agent.progress.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainwatt.agent.json.JsonObject;
import io.trainwatt.agent.json.MalformedJson;
import io.trainwatt.agent.progress.ProgressReport;
import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.progress.Phase;
import io.trainwatt.events.progress.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HookLinesTest {

  private static HookHello hello(String line) throws MalformedJson {
    return HookHello.parse(JsonObject.parse(line));
  }

  private static ProgressReport progress(String line) throws MalformedJson {
    return HookProgress.parse(JsonObject.parse(line), 50_000_000_000L, 1_700_000_000_000_000L);
  }

  @Test
  void everyFieldOfAHelloIsRead() throws MalformedJson {
    HookHello hello =
        hello(
            """
            {"type":"hello","v":1,"pid":77,"source":"hook","run":"r-1","name":"n","labels":{"a":"b"},
            "rank":3,"world_size":8,"scope":"job","planned_steps":100,"parameters":5,
            "active_parameters":4,"job":"torchrun-1","pid_namespace":4026531836,"act":"dry-run"}\
            """);
    assertThat(hello.job()).contains("torchrun-1");
    assertThat(hello.pidNamespace()).hasValue(4_026_531_836L);
    assertThat(hello.wantsAdvice()).isTrue();
    assertThat(hello.pid()).isEqualTo(77);
    assertThat(hello.source()).isEqualTo("hook");
    assertThat(hello.run()).contains("r-1");
    assertThat(hello.name()).contains("n");
    assertThat(hello.labels()).containsEntry("a", "b");
    assertThat(hello.rank()).isEqualTo(3);
    assertThat(hello.facts().worldSize()).isEqualTo(8);
    assertThat(hello.facts().scope()).isEqualTo(Scope.JOB);
    assertThat(hello.facts().plannedSteps()).hasValue(100);
    assertThat(hello.facts().parameters()).hasValue(5);
    assertThat(hello.facts().activeParameters()).hasValue(4);
  }

  @Test
  void aHelloNeedsNothingButItsProcess() throws MalformedJson {
    HookHello hello = hello("{\"type\":\"hello\",\"pid\":77}");
    assertThat(hello.run()).isEmpty();
    assertThat(hello.wantsAdvice()).isFalse();
    assertThat(hello.rank()).isZero();
    assertThat(hello.facts().worldSize()).isEqualTo(1);
    assertThat(hello.facts().scope()).isEqualTo(Scope.RANK);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"pid":"x"} | pid
          {} | pid
          {"pid":-1} | pid
          {"pid":1,"v":2} | v
          {"pid":1,"rank":-1} | rank
          {"pid":1,"world_size":0} | world_size
          {"pid":1,"scope":"all"} | scope
          {"pid":1,"labels":{"a":1}} | labels.a
          {"pid":1,"source":"A B"} | source
          {"pid":1,"act":"go"} | act
          """)
  void aWrongHelloNamesItsField(String line, String field) {
    assertThatThrownBy(() -> hello(line))
        .isInstanceOf(MalformedJson.class)
        .hasMessageContaining("field " + field);
  }

  @Test
  void everyFieldOfProgressIsRead() throws MalformedJson {
    ProgressReport report =
        progress(
            """
            {"type":"progress","wall_micros":1699999999000000,"monotonic_nanos":49000000000,"phase":"data_wait",
            "step":7,"steps":5,"tokens":6,"samples":8,"gigaflops":9,"loss":1.5,"val_loss":"NaN",
            "lr":0.1,"epoch":0.5,"planned_steps":10}\
            """);
    assertThat(report.monotonicNanos()).isEqualTo(49_000_000_000L);
    assertThat(report.wallMicros()).isEqualTo(1_700_000_000_000_000L - 1_000_000);
    assertThat(report.phase()).contains(Phase.DATA_WAIT);
    assertThat(report.step()).hasValue(7);
    assertThat(report.work().steps()).hasValue(5);
    assertThat(report.work().tokens()).hasValue(6);
    assertThat(report.work().samples()).hasValue(8);
    assertThat(report.work().gigaflops()).hasValue(9);
    assertThat(report.loss()).contains(new Loss.Finite(1.5));
    assertThat(report.validationLoss()).contains(Loss.NonFinite.NAN);
    assertThat(report.learningRate()).hasValue(0.1);
    assertThat(report.epoch()).hasValue(0.5);
    assertThat(report.plannedSteps()).hasValue(10);
  }

  @Test
  void aStateSaidAgainKeepsItsOwnTimeHoweverOldItIs() throws MalformedJson {
    ProgressReport report =
        HookProgress.parse(
            JsonObject.parse("{\"monotonic_nanos\":1000000000,\"wall_micros\":1692801000000000}"),
            7_200_000_000_000L,
            1_692_801_000_000_000L + 7_199_000_000L);
    assertThat(report.monotonicNanos()).isEqualTo(1_000_000_000L);
    assertThat(report.wallMicros()).isEqualTo(1_692_801_000_000_000L);
  }

  @Test
  void aSenderInATimeNamespaceIsDatedByTheWallClock() throws MalformedJson {
    ProgressReport report =
        HookProgress.parse(
            JsonObject.parse("{\"monotonic_nanos\":5000,\"wall_micros\":1700000000000000}"),
            7_200_000_000_000L,
            1_700_000_003_000_000L);
    assertThat(report.monotonicNanos()).isEqualTo(7_197_000_000_000L);
    assertThat(report.wallMicros()).isEqualTo(1_700_000_000_000_000L);
  }

  @ParameterizedTest
  @CsvSource({"51000000000", "-20000000000", "-9223372036854775808"})
  void anInstantOfAnotherClockIsReplacedByItsArrival(long nanos) throws MalformedJson {
    ProgressReport report = progress("{\"monotonic_nanos\":" + nanos + "}");
    assertThat(report.monotonicNanos()).isEqualTo(50_000_000_000L);
    assertThat(report.wallMicros()).isEqualTo(1_700_000_000_000_000L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"steps":-1} | steps
          {"steps":1.5} | steps
          {"loss":"high"} | loss
          {"phase":"resting"} | phase
          {"tokens":1e300} | tokens
          """)
  void wrongProgressNamesItsField(String line, String field) {
    assertThatThrownBy(() -> progress(line))
        .isInstanceOf(MalformedJson.class)
        .hasMessageContaining("field " + field);
  }
}
