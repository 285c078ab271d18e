package io.trainwatt.collector.sink.influx;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LineProtocolTest {
  @Test
  void lineHoldsMeasurementTagsFieldsAndTime() {
    assertThat(
            new LineProtocol("energy")
                .tag("node", "a/b")
                .field("microjoules", 42L)
                .field("watts", 1.5)
                .field("firing", true)
                .field("summary", "quiet")
                .at(1_000_001L))
        .contains(
            "energy,node=a/b microjoules=42i,watts=1.5,firing=true,summary=\"quiet\" 1000001");
  }

  @Test
  void specialCharactersOfTagsAreEscaped() {
    assertThat(new LineProtocol("m").tag("n", "a b,c=d").field("x", 1L).at(1))
        .contains("m,n=a\\ b\\,c\\=d x=1i 1");
  }

  @Test
  void backslashAtTheEndOfATagCannotSwallowWhatFollows() {
    assertThat(new LineProtocol("m").tag("n", "C:\\").field("x", 1L).at(1))
        .contains("m,n=C:/ x=1i 1");
  }

  @Test
  void lineBreaksBecomeSpaces() {
    assertThat(new LineProtocol("m").tag("n", "a\nb").field("s", "c\r\nd").at(1))
        .contains("m,n=a\\ b s=\"c  d\" 1");
  }

  @Test
  void quotesAndBackslashesOfTextAreEscaped() {
    assertThat(new LineProtocol("m").field("s", "say \"\\\"").at(1))
        .contains("m s=\"say \\\"\\\\\\\"\" 1");
  }

  @Test
  void numbersThatAreNotFiniteAreLeftOut() {
    assertThat(
            new LineProtocol("m")
                .field("a", Double.NaN)
                .field("b", Double.POSITIVE_INFINITY)
                .field("c", 2.0)
                .at(1))
        .contains("m c=2.0 1");
  }

  @Test
  void lineWithoutAFieldIsNoLine() {
    assertThat(new LineProtocol("m").tag("n", "v").field("a", Double.NaN).at(1)).isEmpty();
  }

  @Test
  void emptyTagIsLeftOut() {
    assertThat(new LineProtocol("m").tag("n", "").field("a", 1L).at(1)).contains("m a=1i 1");
  }
}
