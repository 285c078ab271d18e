package io.trainwatt.events.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.InvalidProtocolBufferException;
import io.trainwatt.events.account.DeviceGauges;
import io.trainwatt.events.account.SeriesPoint;
import io.trainwatt.events.account.SliceEntry;
import io.trainwatt.events.account.Subject;
import io.trainwatt.events.quantity.Energy;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Component;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What writes and reads points of a series by hand means what the generated classes mean. */
class SeriesPointWireTest {
  private static final SeriesPoint BARE =
      new SeriesPoint(
          new Subject.OfNode("a/ü"),
          "a/ü",
          0,
          -1,
          List.of(
              new SliceEntry(
                  "", Component.OTHER, Quality.MODELLED, false, Energy.ZERO, Energy.ZERO)),
          Energy.ZERO,
          List.of(
              new DeviceGauges(
                  "",
                  Component.CPU,
                  Optional.empty(),
                  OptionalInt.of(0),
                  OptionalLong.empty(),
                  OptionalInt.of(-5))),
          Optional.empty());
  private static final byte[] OF_RUN = SeriesPointCodec.encode(Examples.seriesPoint());

  @Property(tries = 1)
  void bytesAreThoseOfTheGeneratedClasses() throws Exception {
    for (SeriesPoint point : List.of(Examples.seriesPoint(), BARE)) {
      byte[] written = SeriesPointCodec.encode(point);
      var generated = io.trainwatt.events.wire.v1.SeriesPoint.parseFrom(written);

      assertThat(generated.getUnknownFields().asMap()).isEmpty();
      assertThat(generated.toByteArray()).isEqualTo(written);
      assertThat(SeriesPointCodec.decode(written)).isEqualTo(point);
    }
  }

  @Property(tries = 10_000)
  void damagedBytesMeanWhatTheGeneratedClassesSay(
      @ForAll @Size(min = 1, max = 3) List<@IntRange(max = 100_000) Integer> places,
      @ForAll @Size(3) List<Byte> damage)
      throws Exception {
    byte[] bytes = OF_RUN.clone();
    for (int i = 0; i < places.size(); i++) {
      bytes[places.get(i) % bytes.length] = damage.get(i);
    }

    Throwable thrown = catchThrowable(() -> SeriesPointCodec.decode(bytes));
    io.trainwatt.events.wire.v1.SeriesPoint generated;
    try {
      generated =
          DiscardUnknownFieldsParser.wrap(io.trainwatt.events.wire.v1.SeriesPoint.parser())
              .parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      assertThat(thrown).isInstanceOf(MalformedRecord.class);
      return;
    }
    if (thrown == null) {
      byte[] again = SeriesPointCodec.encode(SeriesPointCodec.decode(bytes));

      assertThat(normal(io.trainwatt.events.wire.v1.SeriesPoint.parseFrom(again)))
          .isEqualTo(normal(generated));
    } else {
      assertThat(((MalformedRecord) thrown).causeWord()).isEqualTo("invalid");
    }
  }

  /** With what is there even when empty, and without losses: a number may be none on the wire. */
  private static io.trainwatt.events.wire.v1.SeriesPoint normal(
      io.trainwatt.events.wire.v1.SeriesPoint point) {
    var known = point.toBuilder();
    if (known.hasProgress()) {
      var progress = known.getProgressBuilder().clearLoss().clearValidationLoss();
      progress.setWork(progress.getWork().toBuilder());
    }
    return known.build();
  }
}
