package io.trainwatt.pipeline.meter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class DevicePeaksTest {
  private final DevicePeaks shipped = DevicePeaks.shipped();

  private OptionalLong accelerator(String model) {
    return shipped.gigaflops(model, true);
  }

  @Test
  void namesAsDriversGiveThemAreFound() {
    assertThat(accelerator("NVIDIA H100 80GB HBM3")).hasValue(989_000);
    assertThat(accelerator("NVIDIA H100 PCIe")).hasValue(756_000);
    assertThat(accelerator("NVIDIA H200")).hasValue(989_000);
    assertThat(accelerator("NVIDIA A100-SXM4-80GB")).hasValue(312_000);
    assertThat(accelerator("NVIDIA A100 80GB PCIe")).hasValue(312_000);
    assertThat(accelerator("Tesla V100-SXM2-16GB")).hasValue(125_000);
    assertThat(accelerator("AMD Instinct MI250X")).hasValue(191_500);
    assertThat(accelerator("TPU v5e")).hasValue(197_000);
  }

  @Test
  void aNameThatOnlyBeginsLikeOneIsNotKnown() {
    assertThat(accelerator("NVIDIA H200 NVL")).isEmpty();
    assertThat(accelerator("NVIDIA H100 NVL")).isEmpty();
    assertThat(accelerator("NVIDIA A1000")).isEmpty();
    assertThat(accelerator("TPU v5")).isEmpty();
    assertThat(accelerator("AMD Instinct MI300XA")).isEmpty();
    assertThat(accelerator("")).isEmpty();
  }

  @Test
  void theTableIsOfAcceleratorsAlone() {
    assertThat(shipped.gigaflops("NVIDIA H200", false)).isEmpty();
  }

  @Test
  void whatAnOperatorSaysComesFirstAndCountsForAnyDevice() {
    DevicePeaks said = DevicePeaks.with(" NVIDIA L40S = 362 ; nvidia h200=500; EPYC 9654=5.4;");

    assertThat(said.gigaflops("NVIDIA L40S", true)).hasValue(362_000);
    assertThat(said.gigaflops("NVIDIA H200", true)).hasValue(500_000);
    assertThat(said.gigaflops("AMD EPYC 9654 96-Core Processor", false)).hasValue(5_400);
    assertThat(said.gigaflops("NVIDIA B200", true)).hasValue(2_250_000);
  }

  @Test
  void whatIsNoPeakIsNamed() {
    for (String wrong :
        new String[] {"L40S", "L40S=", "=3", "L40S=-1", "L40S=0", "L40S=1e9", "a=b"}) {
      assertThatThrownBy(() -> DevicePeaks.with(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("\"" + wrong + "\" is no MODEL=TERAFLOPS");
    }
  }
}
