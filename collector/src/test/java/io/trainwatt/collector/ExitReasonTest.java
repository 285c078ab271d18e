package io.trainwatt.collector;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.BindException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ExitReasonTest {
  @Test
  void wrongSettingsAreWrongUse() {
    ExitReason reason =
        ExitReason.of(new RuntimeException(new WrongSettings(List.of("one fault", "another"))));

    assertThat(reason.code()).isEqualTo(2);
    assertThat(reason.text().lines()).containsExactly("one fault", "another");
  }

  @Test
  void takenPortIsSomethingMissing() {
    assertThat(ExitReason.of(new RuntimeException(new BindException("in use"))).code())
        .isEqualTo(3);
  }

  @Test
  void anythingElseIsUnexpected() {
    assertThat(ExitReason.of(new IllegalStateException("odd")).code()).isEqualTo(1);
  }
}
