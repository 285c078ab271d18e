package io.trainwatt.agent.progress.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainwatt.agent.progress.console.ConsoleParser;
import io.trainwatt.agent.progress.reading.LineParser;
import io.trainwatt.agent.progress.update.Update;
import io.trainwatt.events.progress.Loss;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LinePatternTest {

  @Test
  void namedGroupsSayWhatTheNumbersMean() {
    LinePattern pattern =
        LinePattern.of("it (?P<step>[\\d,]+) nll=(?<loss>\\S+)(?: dev=(?<val_loss>\\S+))?");
    Update update = pattern.read("it 1,250 nll=2.5").orElseThrow();
    assertThat(update.step()).hasValue(1_250);
    assertThat(update.loss()).contains(Loss.of(2.5));
    assertThat(update.validationLoss()).isEmpty();
    assertThat(pattern.read("it 3 nll=nan dev=2").orElseThrow().validationLoss())
        .contains(Loss.of(2));
    assertThat(pattern.read("nothing")).isEmpty();
  }

  @Test
  void linesThatItDoesNotFindAreLeftToTheFormats() {
    LineParser lines = LinePattern.of("nll=(?<loss>\\S+)").before(new ConsoleParser());
    assertThat(lines.line("nll=2.5").orElseThrow().format()).isEqualTo("your pattern");
    assertThat(lines.line("step 3 loss 2").orElseThrow().step()).hasValue(3);
  }

  @Test
  void aPatternThatSearchesForEverIsStopped() {
    LinePattern endless = LinePattern.of("(?:a+)+b(?<loss>\\d)");
    assertThat(endless.read("a".repeat(5_000))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          loss (\\d+) | has no named group
          (?<los>x) | has a group 'los'; groups are step
          (?<loss>x | is no regular expression
          """)
  void whatCannotBeIsRefusedWithItsRemedy(String pattern, String message) {
    assertThatThrownBy(() -> LinePattern.of(pattern)).hasMessageContaining(message);
  }
}
