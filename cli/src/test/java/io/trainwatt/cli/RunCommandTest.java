package io.trainwatt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunCommandTest {
  private static final Map<String, String> STEP =
      Map.of(
          "SLURM_JOB_ID", "42",
          "SLURM_STEP_ID", "0",
          "SLURM_STEP_NUM_TASKS", "8",
          "SLURM_CLUSTER_NAME", "hpc");

  @Test
  void aLabelThatShouldBeANumberAndIsNoneIsSaid() {
    assertThat(
            RunCommand.unread(
                Map.of("budget_kwh", "12 kWh", "joules_per_step", "1.8", "team", "nlp")))
        .containsExactly(
            "label budget_kwh=12 kWh sets nothing: write a number above 0, such as budget_kwh=1.5");
    assertThat(RunCommand.unread(Map.of("budget_money", "-5"))).hasSize(1);
  }

  @Test
  void allTasksOfAStepAreOneRun() {
    assertThat(RunCommand.runOfStep(STEP)).contains("slurm-42.0@hpc");
  }

  @Test
  void stepOfOneTaskAndEverythingElseIsARunOfItsOwn() {
    Map<String, String> alone = new HashMap<>(STEP);
    alone.put("SLURM_STEP_NUM_TASKS", "1");
    assertThat(RunCommand.runOfStep(alone)).isEmpty();
    alone.put("SLURM_STEP_NUM_TASKS", "many");
    assertThat(RunCommand.runOfStep(alone)).isEmpty();
    assertThat(RunCommand.runOfStep(Map.of())).isEmpty();
  }
}
