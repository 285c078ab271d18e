package io.trainwatt.pipeline.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class StateBytesPropertyTest {

  @Property
  void everythingIsReadAsItWasWritten(
      @ForAll long number,
      @ForAll String text,
      @ForAll byte[] bytes,
      @ForAll boolean flag,
      @ForAll double real) {
    // A lone surrogate is no text and has no UTF-8.
    String clean = text.replaceAll("\\p{Cs}", "?");
    StateWriter out = new StateWriter();
    out.number(number);
    out.text(clean);
    out.bytes(bytes);
    out.flag(flag);
    out.real(real);

    StateReader in = new StateReader(out.toBytes());

    assertThat(in.number()).isEqualTo(number);
    assertThat(in.text()).isEqualTo(clean);
    assertThat(in.bytes()).isEqualTo(bytes);
    assertThat(in.flag()).isEqualTo(flag);
    assertThat(Double.doubleToRawLongBits(in.real())).isEqualTo(Double.doubleToRawLongBits(real));
  }

  @Property
  void damagedBytesAreNamedAsSuchAndNothingElse(@ForAll byte[] bytes) {
    try {
      StateReader in = new StateReader(bytes);
      in.version("a thing", 1);
      in.text();
      in.count();
      in.real();
    } catch (DamagedState e) {
      assertThat(e).hasMessageStartingWith("state is damaged");
    } catch (IllegalStateException e) {
      assertThat(e).hasMessageContaining("run the newer collector");
    }
  }

  @Example
  void aLaterVersionIsRefusedWithTheWayOut() {
    StateWriter out = new StateWriter();
    out.number(3);

    assertThatThrownBy(() -> new StateReader(out.toBytes()).version("a thing", 2))
        .isNotInstanceOf(DamagedState.class)
        .hasMessage(
            "state of a thing has version 3, this collector knows 1 to 2: run the newer collector");
  }
}
