package io.trainwatt.pipeline.meter;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Component;
import io.trainwatt.pipeline.carbon.GridPlace;
import io.trainwatt.pipeline.state.StateReader;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class RunSliceFormatTest {
  private final RunSliceFormat format = new RunSliceFormat();

  @Test
  void aSliceIsReadAsItWasWritten() {
    RunSlice slice =
        new RunSlice(
            "r",
            "local/one",
            10,
            20,
            true,
            123,
            OptionalInt.of(5),
            Optional.of(new GridPlace(Optional.of("DE"), OptionalInt.of(1_200_000))),
            new RunSlice.Share(7, 8),
            Arrays.stream(Component.values())
                .map(c -> new RunSlice.Used("d", c, Quality.MODELLED, true, 1, 2, 3, 4, "g"))
                .toList());

    assertThat(format.read(new StateReader(format.toBytes(slice)))).isEqualTo(slice);
  }

  @Test
  void anEmptySliceIsReadAsItWasWritten() {
    RunSlice slice =
        new RunSlice(
            "r",
            "local/one",
            10,
            20,
            false,
            0,
            OptionalInt.empty(),
            Optional.empty(),
            RunSlice.Share.NONE,
            List.of());

    assertThat(format.read(new StateReader(format.toBytes(slice)))).isEqualTo(slice);
  }
}
