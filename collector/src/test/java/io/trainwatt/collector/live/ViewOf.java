package io.trainwatt.collector.live;

import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.SeriesPoint;
import io.trainwatt.events.alert.Alert;
import io.trainwatt.events.codec.SeriesPointCodec;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** A real view that has read what a test gives it. */
public final class ViewOf {
  private final LiveView view;

  private ViewOf(int maxRuns) {
    view = new LiveView(new LiveConfig(Duration.ofHours(2), 1 << 24, maxRuns), System::nanoTime);
  }

  public static ViewOf nothing() {
    return ofAtMost(1_000);
  }

  /** Of nothing yet, and of so many runs at most. */
  public static ViewOf ofAtMost(int runs) {
    return new ViewOf(runs);
  }

  public static ViewOf accounts(Account... accounts) {
    ViewOf made = nothing();
    made.view.update(batch -> List.of(accounts).forEach(batch::account));
    return made;
  }

  public ViewOf and(Account account) {
    view.update(batch -> batch.account(account));
    return this;
  }

  public ViewOf and(SeriesPoint point) {
    view.update(batch -> batch.point(point, SeriesPointCodec.encode(point)));
    return this;
  }

  public ViewOf and(Alert alert) {
    view.update(batch -> batch.alert(alert));
    return this;
  }

  public ViewOf caughtUp() {
    view.markCaughtUp();
    return this;
  }

  public LiveView view() {
    return view;
  }

  public <T> T read(Function<ViewState, T> reader) {
    return view.read(reader);
  }
}
