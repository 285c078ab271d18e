package io.trainwatt.events.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.InvalidProtocolBufferException;
import io.trainwatt.events.wire.v1.AgentInstance;
import io.trainwatt.events.wire.v1.DeviceSample;
import io.trainwatt.events.wire.v1.DeviceTotal;
import io.trainwatt.events.wire.v1.Epoch;
import io.trainwatt.events.wire.v1.ErrorBound;
import io.trainwatt.events.wire.v1.Sample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The reader of samples reads what the generated classes read. */
class SampleReaderPropertyTest {
  private static final byte[] SAMPLE = SampleCodec.encode(Examples.sample());

  @Property(tries = 20_000)
  void damagedBytesMeanWhatTheGeneratedClassesSay(
      @ForAll @Size(min = 1, max = 3) List<@IntRange(max = 100_000) Integer> places,
      @ForAll @Size(3) List<Byte> damage)
      throws Exception {
    byte[] bytes = SAMPLE.clone();
    for (int i = 0; i < places.size(); i++) {
      bytes[places.get(i) % bytes.length] = damage.get(i);
    }

    sameAsGenerated(bytes);
  }

  @Property(tries = 2_000)
  void cutBytesMeanWhatTheGeneratedClassesSay(@ForAll @IntRange(max = 100_000) int length)
      throws Exception {
    sameAsGenerated(java.util.Arrays.copyOf(SAMPLE, length % SAMPLE.length));
  }

  @Property(tries = 500)
  void fieldsMayComeInAnyOrder(@ForAll long seed) throws Exception {
    List<ByteString> fields = fields(SAMPLE);
    Collections.shuffle(fields, new Random(seed));
    byte[] shuffled = ByteString.copyFrom(fields).toByteArray();

    sameAsGenerated(shuffled);
  }

  @Property(tries = 1)
  void aMessageInPartsIsOneMessage() throws Exception {
    Sample tail =
        Sample.newBuilder()
            .setAgent(AgentInstance.newBuilder().setOrdinal(77))
            .setSequence(9)
            .build();
    byte[] both = ByteString.copyFrom(SAMPLE).concat(tail.toByteString()).toByteArray();

    assertThat(SampleCodec.decode(both).agent().ordinal()).isEqualTo(77);
    sameAsGenerated(both);
  }

  private static void sameAsGenerated(byte[] bytes) throws Exception {
    Optional<Sample> generated = generated(bytes);
    Throwable thrown = catchThrowable(() -> SampleCodec.decode(bytes));
    if (generated.isEmpty()) {
      assertThat(thrown).isInstanceOf(MalformedRecord.class);
    } else if (thrown == null) {
      Assume.that(
          generated.get().getDevicesList().stream()
              .allMatch(SampleReaderPropertyTest::hasEachQualityOnceAndInOrder));
      assertThat(Sample.parseFrom(SampleCodec.encode(SampleCodec.decode(bytes))))
          .isEqualTo(generated.get());
    } else {
      assertThat(((MalformedRecord) thrown).causeWord()).isEqualTo("invalid");
    }
  }

  /** Without what later versions added, and with what is there even when empty. */
  private static Optional<Sample> generated(byte[] bytes) {
    try {
      Sample.Builder known =
          DiscardUnknownFieldsParser.wrap(Sample.parser()).parseFrom(bytes).toBuilder();
      AgentInstance.Builder _ = known.getAgentBuilder();
      for (DeviceSample.Builder device : known.getDevicesBuilderList()) {
        Epoch.Builder _ = device.getEpochBuilder();
      }
      return Optional.of(known.build());
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty();
    }
  }

  /** Records hold them in maps, which are written in the order of qualities. */
  private static boolean hasEachQualityOnceAndInOrder(DeviceSample device) {
    return isSortedWithoutRepeats(
            device.getTotalsList().stream().map(DeviceTotal::getQualityValue).toList())
        && isSortedWithoutRepeats(
            device.getErrorsList().stream().map(ErrorBound::getQualityValue).toList());
  }

  private static boolean isSortedWithoutRepeats(List<Integer> qualities) {
    return qualities.equals(qualities.stream().distinct().sorted().toList());
  }

  private static List<ByteString> fields(byte[] message) throws IOException {
    List<ByteString> fields = new ArrayList<>();
    CodedInputStream in = CodedInputStream.newInstance(message);
    int start = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      boolean _ = in.skipField(tag);
      int end = in.getTotalBytesRead();
      fields.add(ByteString.copyFrom(message, start, end - start));
      start = end;
    }
    return fields;
  }
}
