package io.trainwatt.pipeline.account;

import io.trainwatt.events.account.Account;
import io.trainwatt.events.progress.Progress;
import io.trainwatt.events.run.RunFacts;
import io.trainwatt.pipeline.carbon.Figures;
import io.trainwatt.pipeline.meter.RunSlice;

/**
 * A run's account made once more, from the log and without a topology: the same books, filled in
 * the same way. Used by one thread.
 */
public final class RunReplay {
  private final RunBook book;

  /** Of a run of which nothing was read. */
  public RunReplay(String run) {
    this.book = new RunBook(run);
  }

  /**
   * Takes what it used on a node.
   *
   * @throws ArithmeticException if a sum is out of range; then this object is spoilt
   */
  public void slice(RunSlice slice) {
    book.parts().computeIfAbsent(slice.node(), node -> new RunPart()).add(slice);
    book.used(slice);
    book.settle();
  }

  /**
   * Takes how far it was.
   *
   * @throws ArithmeticException if a sum is out of range; then this object is spoilt
   */
  public void progress(Progress progress) {
    book.progress()
        .take(progress, book.senders().computeIfAbsent(progress.node(), node -> new Senders()));
    book.course().take(progress, book.progress().work());
    book.outlook().take(progress);
    book.settle();
  }

  /** Takes a node's row about it; the newest version holds. */
  public void row(RunFacts row) {
    RunFacts known = book.rows().get(row.node());
    if (known == null || known.revision() <= row.revision()) {
      book.put(row);
    }
  }

  /** Forgets a node's row. */
  public void removeRow(String node) {
    book.removeRow(node);
  }

  /** The account as it stands, with what is known of the grid. */
  public Account.OfRun account(Figures figures) {
    return book.account(figures);
  }
}
