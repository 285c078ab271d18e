package io.trainwatt.pipeline.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import org.junit.jupiter.api.Test;

class CurveMemoryTest {
  private static CurveMemory filled(int rows) {
    CurveMemory memory = new CurveMemory(1);
    for (int i = 1; i <= rows; i++) {
      memory.add(i, i, 2 * i);
    }
    return memory;
  }

  @Test
  void aLongRunIsKeptInFewPointsThatStayOnTheCurve() {
    CurveMemory memory = filled(100_000);

    assertThat(memory.size()).isBetween(CurveMemory.CAPACITY / 2, CurveMemory.CAPACITY);
    for (int i = 0; i < memory.size(); i++) {
      assertThat(memory.value(i)).isCloseTo(2 * memory.area(i), within(1e-6));
    }
  }

  @Test
  void aReloadForgetsWhatCameAfterItsCheckpoint() {
    CurveMemory memory = filled(100);

    memory.backTo(61);

    assertThat(memory.size()).isEqualTo(60);
    assertThat(memory.last()).isEqualTo(120);
  }

  @Test
  void itsBytesHoldAllOfIt() {
    CurveMemory memory = filled(1_001);
    StateWriter out = new StateWriter();
    memory.write(out);
    CurveMemory read = CurveMemory.read(new StateReader(out.toBytes()));
    StateWriter again = new StateWriter();
    read.write(again);

    assertThat(again.toBytes()).isEqualTo(out.toBytes());
    assertThat(out.toBytes().length).isLessThan(3_000);
  }
}
