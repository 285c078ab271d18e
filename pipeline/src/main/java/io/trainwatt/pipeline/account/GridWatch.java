package io.trainwatt.pipeline.account;

import io.trainwatt.pipeline.carbon.GridBook;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Tells a processor what became known of the grid since it last asked. Of one task. */
final class GridWatch {
  private final GridBook grid;
  private long seen;

  GridWatch(GridBook grid) {
    this.grid = grid;
  }

  /** From now on. */
  void begin() {
    seen = grid.revision();
  }

  /**
   * Calls back if there is any news.
   *
   * @param news gets a question: does any change satisfy a condition? Where too much has changed to
   *     tell, yes
   */
  void news(Consumer<Predicate<Predicate<GridBook.Change>>> news) {
    long revision = grid.revision();
    if (revision == seen) {
      return;
    }
    Optional<List<GridBook.Change>> changes = grid.changesSince(seen);
    seen = revision;
    news.accept(condition -> changes.isEmpty() || changes.get().stream().anyMatch(condition));
  }
}
