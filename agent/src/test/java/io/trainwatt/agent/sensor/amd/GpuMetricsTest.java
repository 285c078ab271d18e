package io.trainwatt.agent.sensor.amd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainwatt.agent.sensor.amd.MetricsTables.Figures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GpuMetricsTest {
  private static final Figures FIGURES = new Figures(1L << 40, 431, 61, 1_650, 0b10);

  private static ByteBuffer buffer(byte[] table) {
    return ByteBuffer.wrap(table).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] table(int content) {
    if (content < 4) {
      return MetricsTables.early(content, FIGURES);
    }
    return content < 6
        ? MetricsTables.middle(content, FIGURES)
        : MetricsTables.late(content, FIGURES, 1, 2, 3, 4, 5);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void everyRevisionIsReadWhereItsFieldsLie(int content) throws IOException {
    GpuMetrics metrics = GpuMetrics.of(buffer(table(content)));
    assertThat(metrics.contentRevision()).isEqualTo(content);
    assertThat(metrics.energyUnits()).isEqualTo(OptionalLong.of(1L << 40));
    assertThat(metrics.socketWatts()).isEqualTo(OptionalInt.of(431));
    assertThat(metrics.hotspotCelsius()).isEqualTo(OptionalInt.of(61));
    assertThat(metrics.clockMegahertz()).isEqualTo(OptionalInt.of(1_650));
  }

  @Test
  void throttleReasonsAreTheFieldsWords() throws IOException {
    assertThat(GpuMetrics.of(buffer(table(1))).throttleReasons()).isEmpty();
    assertThat(GpuMetrics.of(buffer(table(3))).throttleReasons()).containsExactly("power cap");
    assertThat(GpuMetrics.of(buffer(table(5))).throttleReasons()).containsExactly("power cap");
    assertThat(GpuMetrics.of(buffer(table(7))).residency()).containsExactly(1L, 2L, 3L, 4L, 5L);
  }

  @Test
  void fieldsWithAllBitsSetAreNotTold() throws IOException {
    GpuMetrics metrics =
        GpuMetrics.of(buffer(MetricsTables.early(3, new Figures(-1, 0xffff, 0xffff, 0xffff, -1))));
    assertThat(metrics.energyUnits()).isEmpty();
    assertThat(metrics.socketWatts()).isEmpty();
    assertThat(metrics.throttleReasons()).isEmpty();
    Figures dropped = new Figures(0xffff_ffffL, 1, 1, 1, 0);
    assertThat(GpuMetrics.of(buffer(MetricsTables.early(3, dropped))).energyUnits()).isEmpty();
  }

  @Test
  void tableThatIsNotAsLongAsItSaysIsRefused() {
    byte[] table = table(3);
    assertThatThrownBy(() -> GpuMetrics.of(buffer(Arrays.copyOf(table, table.length - 8))))
        .isInstanceOf(IOException.class)
        .hasMessage("gpu_metrics says it has 120 bytes and has 112");
    assertThatThrownBy(() -> GpuMetrics.of(buffer(new byte[3])))
        .hasMessage("gpu_metrics has 3 bytes, no header");
  }

  @Test
  void tableThatIsTooShortForItsRevisionIsRefused() {
    assertThatThrownBy(() -> GpuMetrics.of(buffer(MetricsTables.header(64, 1, 4))))
        .hasMessage("gpu_metrics revision 1.4 has 64 bytes, at least 284 are needed");
  }

  @Test
  void revisionThatIsNotKnownIsRefusedByName() {
    assertThatThrownBy(() -> GpuMetrics.of(buffer(MetricsTables.header(512, 1, 9))))
        .hasMessage("gpu_metrics revision 1.9 is not known");
    assertThatThrownBy(() -> GpuMetrics.of(buffer(MetricsTables.header(128, 2, 4))))
        .hasMessage("gpu_metrics revision 2.4 is not known");
  }

  @Test
  void energyIsInUnitsOfTwoToTheMinusSixteenJoules() {
    assertThat(CardReader.microjoules(65_536)).isEqualTo(1_000_000);
    assertThat(CardReader.microjoules(1)).isEqualTo(15);
    assertThat(CardReader.microjoules(1L << 40)).isEqualTo(16_777_216_000_000L);
  }
}
