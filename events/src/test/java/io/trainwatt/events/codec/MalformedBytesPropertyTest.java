package io.trainwatt.events.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever arrives, a codec answers with a record or with a reason; nothing else escapes. */
class MalformedBytesPropertyTest {

  private static final List<GoldenBytesTest.Golden> GOLDENS = GoldenBytesTest.goldens().toList();

  @Property(tries = 2_000)
  void anyBytesAreARecordOrAReason(@ForAll @Size(max = 200) byte[] bytes) {
    for (GoldenBytesTest.Golden golden : GOLDENS) {
      recordOrReason(golden, bytes);
    }
  }

  @Property(tries = 5_000)
  void aDamagedRecordIsARecordOrAReason(
      @ForAll @IntRange(max = 14) int which,
      @ForAll @IntRange(max = 100_000) int where,
      @ForAll byte damage) {
    GoldenBytesTest.Golden golden = GOLDENS.get(which);
    byte[] bytes = golden.encoder().get();
    bytes[where % bytes.length] = damage;

    recordOrReason(golden, bytes);
  }

  private static void recordOrReason(GoldenBytesTest.Golden golden, byte[] bytes) {
    Throwable thrown = catchThrowable(() -> golden.decoder().decode(bytes));
    if (thrown != null) {
      assertThat(thrown).isInstanceOf(MalformedRecord.class);
      assertThat(((MalformedRecord) thrown).detail()).isNotEmpty();
      assertThat(((MalformedRecord) thrown).causeWord()).isIn("undecodable", "invalid");
    }
  }
}
