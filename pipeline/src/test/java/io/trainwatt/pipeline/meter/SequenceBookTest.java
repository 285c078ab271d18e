package io.trainwatt.pipeline.meter;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.pipeline.meter.SequenceBook.Sight;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SequenceBookTest {
  private final SequenceBook book = new SequenceBook();

  @Test
  void sequencesBeforeTheFirstThatWasSeenAreNotMissing() {
    assertThat(book.see(1_000)).isEqualTo(Sight.NEWEST);
    assertThat(book.see(1_001)).isEqualTo(Sight.NEWEST);

    assertThat(book.missing()).isZero();
  }

  @Test
  void aGapIsMissingUntilItIsFilled() {
    book.see(1);
    book.see(5);
    assertThat(book.missing()).isEqualTo(3);

    assertThat(book.see(3)).isEqualTo(Sight.LATE);
    assertThat(book.missing()).isEqualTo(2);
    assertThat(book.see(3)).isEqualTo(Sight.REPEATED);
    assertThat(book.see(2)).isEqualTo(Sight.LATE);
    assertThat(book.see(4)).isEqualTo(Sight.LATE);
    assertThat(book.missing()).isZero();
  }

  @Test
  void moreGapsThanAreKeptStayMissingAndCostNoMemory() {
    for (int i = 0; i <= 2 * SequenceBook.MAX_GAPS; i++) {
      book.see(2L * i);
    }

    assertThat(book.missing()).isEqualTo(2 * SequenceBook.MAX_GAPS);
    assertThat(book.see(1)).isEqualTo(Sight.REPEATED);
    assertThat(book.see(4L * SequenceBook.MAX_GAPS - 1)).isEqualTo(Sight.LATE);
  }

  @Property
  void neitherOrderNorRepetitionNorABreakChangesWhatIsMissing(
      @ForAll @Size(min = 1, max = 60) List<@IntRange(max = 80) Integer> seen,
      @ForAll long seed,
      @ForAll @IntRange(max = 60) int breakAt) {
    Set<Integer> distinct = new TreeSet<>(seen);
    List<Integer> shuffled = new ArrayList<>(seen);
    Collections.shuffle(shuffled, new Random(seed));
    SequenceBook shuffledBook = new SequenceBook();
    int repeated = 0;
    for (int i = 0; i < shuffled.size(); i++) {
      repeated += shuffledBook.see(shuffled.get(i)) == Sight.REPEATED ? 1 : 0;
      if (i == breakAt) {
        StateWriter out = new StateWriter();
        shuffledBook.write(out);
        shuffledBook = SequenceBook.read(new StateReader(out.toBytes()));
      }
    }

    int span = Collections.max(distinct) - Collections.min(distinct) + 1;
    assertThat(shuffledBook.missing()).isEqualTo(span - distinct.size());
    assertThat(repeated).isEqualTo(seen.size() - distinct.size());
  }
}
