package io.trainwatt.events.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.trainwatt.events.wire.v1.Counter;
import io.trainwatt.events.wire.v1.DeviceSample;
import io.trainwatt.events.wire.v1.Quality;
import io.trainwatt.events.wire.v1.Sample;
import org.junit.jupiter.api.Test;

class SampleCodecTest {

  @Test
  void aSampleWithoutANodeIsRefusedByName() throws Exception {
    Sample wire = wire().toBuilder().clearNode().build();

    assertThatThrownBy(() -> SampleCodec.decode(wire.toByteArray()))
        .isInstanceOf(MalformedRecord.class)
        .hasMessage("node is empty");
  }

  @Test
  void aCounterOfARunThatIsNotListedIsRefused() throws Exception {
    Sample wire = withCounter(Counter.newBuilder().setRun(9).setQuality(Quality.QUALITY_COUNTED));

    assertThatThrownBy(() -> SampleCodec.decode(wire.toByteArray()))
        .hasMessage("counters.run is 9 but 2 runs are listed");
  }

  @Test
  void energyBeyondTheSignedRangeIsRefusedNotWrapped() throws Exception {
    Sample wire =
        withCounter(
            Counter.newBuilder()
                .setRun(0)
                .setQuality(Quality.QUALITY_COUNTED)
                .setEnergyMicrojoules(Long.MIN_VALUE));

    MalformedRecord refused =
        catchThrowableOfType(MalformedRecord.class, () -> SampleCodec.decode(wire.toByteArray()));

    assertThat(refused.causeWord()).isEqualTo("invalid");
    assertThat(refused.detail()).startsWith("energy is negative");
  }

  @Test
  void aQualityOfANewerVersionIsRefusedNotGuessed() throws Exception {
    Sample wire = withCounter(Counter.newBuilder().setRun(0).setQualityValue(99));

    assertThatThrownBy(() -> SampleCodec.decode(wire.toByteArray()))
        .hasMessage("quality is missing or of a newer version");
  }

  @Test
  void fieldsOfANewerVersionAreReadPast() throws Exception {
    byte[] known = SampleCodec.encode(Examples.sample());
    byte[] extended = java.util.Arrays.copyOf(known, known.length + 3);
    extended[known.length] = (byte) 0xf8; // field 1023, varint
    extended[known.length + 1] = (byte) 0x3f;
    extended[known.length + 2] = 1;

    assertThat(SampleCodec.decode(extended)).isEqualTo(Examples.sample());
  }

  private static Sample wire() throws Exception {
    return Sample.parseFrom(SampleCodec.encode(Examples.sample()));
  }

  private static Sample withCounter(Counter.Builder counter) throws Exception {
    DeviceSample device = wire().getDevices(0).toBuilder().addCounters(counter).build();
    return wire().toBuilder().setDevices(0, device).build();
  }
}
