package io.trainwatt.pipeline.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.events.deadletter.DeadLetter;
import io.trainwatt.events.sample.StageCount;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LetterBoxTest {
  private final StageBooks books = new StageBooks();
  private final LetterBox box = new LetterBox(books.of("grid.letters"));

  @Test
  void lettersThatWaitAreCountedAsHeld() {
    putLetters(3);

    assertThat(books.counts()).containsExactly(new StageCount("grid.letters", 3, 0, 3, Map.of()));
  }

  @Test
  void lettersThatAreTakenOutAreCountedAsOut() {
    putLetters(3);

    assertThat(box.take()).extracting(DeadLetter::offset).containsExactly(0L, 1L, 2L);
    assertThat(books.counts()).containsExactly(new StageCount("grid.letters", 3, 3, 0, Map.of()));
  }

  @Test
  void oldestLettersGiveWayWhenItIsFullAndAreCounted() {
    putLetters(1_030);

    assertThat(box.take()).hasSize(1_024).first().extracting(DeadLetter::offset).isEqualTo(6L);
    assertThat(books.counts())
        .containsExactly(new StageCount("grid.letters", 1_030, 1_024, 0, Map.of("full", 6L)));
  }

  private void putLetters(int count) {
    for (int offset = 0; offset < count; offset++) {
      box.put(
          new DeadLetter(
              "invalid",
              "of a test",
              "trainwatt.grid",
              0,
              offset,
              new byte[0],
              new byte[] {1},
              false,
              1,
              "grid"));
    }
  }
}
