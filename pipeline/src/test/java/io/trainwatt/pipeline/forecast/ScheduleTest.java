package io.trainwatt.pipeline.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {
  @ParameterizedTest
  @CsvSource({
    "const, CONSTANT",
    "constant_with_warmup, CONSTANT",
    "cosine, COSINE",
    "CosineAnnealingLR, COSINE",
    "cosine_with_restarts, CYCLIC",
    "CosineAnnealingWarmRestarts, CYCLIC",
    "MultiStepLR, STEPS",
    "piecewise_constant, STEPS",
    "wsd, STABLE_THEN_DECAY",
    "warmup-stable-decay, STABLE_THEN_DECAY",
    "linear, LINEAR",
    "inverse_sqrt, INVERSE_ROOT",
    "InvSqrt, INVERSE_ROOT",
    "OneCycleLR, UNKNOWN",
    "reduce_on_whim, UNKNOWN"
  })
  void aNameMeansAFamilyOrNothing(String name, Schedule.Kind kind) {
    assertThat(Schedule.declared(name, List.of()).kind()).isEqualTo(kind);
  }

  @Test
  void declaredDropsAreASchedule() {
    assertThat(Schedule.declared("mine", List.of(0.8, 0.4)))
        .isEqualTo(new Schedule(Schedule.Kind.STEPS, List.of(0.4, 0.8)));
  }

  @Test
  void aDropIsAPositiveNumber() {
    assertThatThrownBy(() -> Schedule.declared("step", List.of(-0.5))).hasMessageContaining("-0.5");
  }
}
