package io.trainwatt.agent.progress.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.progress.ProgressReport;
import io.trainwatt.agent.progress.reading.LineSplitter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class ConsoleProgressTest {

  private final ConsoleProgress progress = new ConsoleProgress(new ConsoleParser());

  private OptionalLong steps(String line) {
    return progress.line(line, 1, 2).map(ProgressReport::work).orElseThrow().steps();
  }

  @Test
  void stepsBecomeWorkSinceFirstSeen() {
    assertThat(steps("step 100 loss 3")).hasValue(0);
    assertThat(steps("step 110 loss 3")).hasValue(10);
    assertThat(steps("step 115 loss 3")).hasValue(15);
  }

  @Test
  void stepsRepeatedAfterAResumeAreWorkAgain() {
    steps("step 100 loss 3");
    steps("step 120 loss 3");
    assertThat(steps("step 110 loss 3")).hasValue(20);
    assertThat(steps("step 130 loss 3")).hasValue(40);
  }

  @Test
  void howOftenItPrintsIsNotHowFarItIs() {
    assertThat(steps("{'loss': 2.0}")).isEmpty();
    assertThat(steps("{'loss': 1.9}")).isEmpty();
  }

  @Test
  void aStepOnceKnownStaysInLinesWithoutOne() {
    steps("step 100 loss 3");
    steps("step 105 loss 3");
    assertThat(steps("{'eval_loss': 2.0}")).hasValue(5);
  }

  @Test
  void whatWasReadAndHowIsKnown() {
    assertThat(progress.line("nothing", 1, 2)).isEmpty();
    steps("step 1 loss 3");
    steps("step 2 loss 3");
    steps("{'loss': 1.0}");
    assertThat(progress.lines()).isEqualTo(4);
    assertThat(progress.used()).containsEntry("step and loss", 2L).containsEntry("python dict", 1L);
  }

  private static List<String> split(byte[] bytes, int chunk) {
    List<String> lines = new ArrayList<>();
    LineSplitter splitter = new LineSplitter(lines::add);
    for (int i = 0; i < bytes.length; i += chunk) {
      splitter.feed(bytes, i, Math.min(chunk, bytes.length - i));
    }
    splitter.finish();
    return lines;
  }

  @Test
  void linesEndAtLineFeedsAndCarriageReturnsHoweverTheyArrive() {
    byte[] output = "a\nbar 1\rbar 2\r\nlast".getBytes(StandardCharsets.UTF_8);
    for (int chunk = 1; chunk <= output.length; chunk++) {
      assertThat(split(output, chunk)).containsExactly("a", "bar 1", "bar 2", "last");
    }
  }

  @Test
  void coloursAreTakenOutAndBadBytesReplaced() {
    assertThat(split("\u001b[1;32mstep 1\u001b[0m loss 2\n".getBytes(StandardCharsets.UTF_8), 3))
        .containsExactly("step 1 loss 2");
    assertThat(split(new byte[] {'a', (byte) 0xff, 'b', '\n'}, 9)).containsExactly("a\ufffdb");
  }

  @Test
  void ofAnEndlessLineOnlyTheBeginningIsKept() {
    byte[] endless = new byte[10 << 20];
    Arrays.fill(endless, (byte) 'x');
    List<String> lines = new ArrayList<>();
    LineSplitter splitter = new LineSplitter(lines::add);
    splitter.feed(endless, 0, endless.length);
    splitter.feed(new byte[] {'\n', 'y', '\n'}, 0, 3);
    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst()).hasSize(LineSplitter.MAX_LINE_BYTES);
    assertThat(lines.getLast()).isEqualTo("y");
    assertThat(splitter.cutLines()).isEqualTo(1);
  }
}
