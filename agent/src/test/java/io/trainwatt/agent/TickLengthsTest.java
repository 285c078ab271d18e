package io.trainwatt.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TickLengthsTest {
  private final TickLengths lengths = new TickLengths();

  @Test
  void nothingIsSaidBeforeTheFirstTick() {
    assertThat(lengths.medianMicros()).isEmpty();
    assertThat(lengths.longestMicros()).isEmpty();
  }

  @Test
  void medianAndLongestAreOfWhatWasNoted() {
    lengths.note(9_000_000);
    lengths.note(2_000_000);
    lengths.note(3_000_999);
    assertThat(lengths.medianMicros()).hasValue(3_000);
    assertThat(lengths.longestMicros()).hasValue(9_000);
  }

  @Test
  void aLongTickIsForgottenAfterAMinuteOfThem() {
    lengths.note(900_000_000);
    for (int i = 1; i < TickLengths.KEPT; i++) {
      lengths.note(5_000_000);
    }
    assertThat(lengths.longestMicros()).hasValue(900_000);
    lengths.note(5_000_000);
    assertThat(lengths.longestMicros()).hasValue(5_000);
  }
}
