package io.trainwatt.pipeline.account;

import io.trainwatt.events.account.Account;
import io.trainwatt.events.progress.Progress;
import io.trainwatt.events.run.RunFacts;
import io.trainwatt.pipeline.carbon.Figures;
import io.trainwatt.pipeline.carbon.HoursAhead;
import io.trainwatt.pipeline.forecast.CurveRow;
import io.trainwatt.pipeline.meter.RunSlice;
import java.util.List;
import java.util.Optional;

/**
 * What <i>watch</i> is told of one run, from the run's own books, as {@link RunAccountProcessor}
 * tells it; for tests that play hours.
 */
public final class RunEvents {
  private final String run;
  private final Figures figures;
  private final HoursAhead hours;
  private final RunBook book;

  /** Of a run of which nothing is known. */
  public RunEvents(String run, Figures figures) {
    this.run = run;
    this.figures = figures;
    this.hours = new HoursAhead(figures.grid());
    this.book = new RunBook(run);
  }

  public RunEvent row(RunFacts row) {
    book.put(row);
    return new RunEvent.Described(run, book.merged());
  }

  public RunEvent slice(RunSlice slice) {
    book.parts().computeIfAbsent(slice.node(), node -> new RunPart()).add(slice);
    book.used(slice);
    book.settle();
    return new RunEvent.Used(slice);
  }

  public List<RunEvent> progress(Progress progress) {
    book.progress()
        .take(progress, book.senders().computeIfAbsent(progress.node(), node -> new Senders()));
    book.course().take(progress, book.progress().work());
    Optional<CurveRow> row = book.outlook().take(progress);
    book.settle();
    RunEvent progressed = new RunEvent.Progressed(progress);
    return row.isPresent()
        ? List.of(progressed, new RunEvent.Learnt(run, row.get(), book.outlook()))
        : List.of(progressed);
  }

  public RunEvent.Accounted account() {
    Account.OfRun account = book.account(figures);
    return new RunEvent.Accounted(account, book.cleaner(account, hours));
  }
}
