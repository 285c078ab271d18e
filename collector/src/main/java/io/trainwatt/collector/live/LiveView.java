package io.trainwatt.collector.live;

import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.SeriesPoint;
import io.trainwatt.events.account.Subject;
import io.trainwatt.events.alert.Alert;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * The view and who may touch it: one thread writes in batches, any thread reads. Readers see whole
 * batches.
 */
public final class LiveView {
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final List<ViewListener> listeners = new CopyOnWriteArrayList<>();
  private final ViewState state;
  private volatile boolean caughtUp;

  /**
   * An empty view.
   *
   * @param nanoClock as {@link System#nanoTime}
   */
  public LiveView(LiveConfig config, LongSupplier nanoClock) {
    this.state = new ViewState(config, nanoClock);
  }

  /** What the reader makes of the view as it is now. The reader must not keep it. */
  public <T> T read(Function<ViewState, T> reader) {
    lock.readLock().lock();
    try {
      return reader.apply(state);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Whether all that was written before this instance began has been read. Never reverts. */
  public boolean caughtUp() {
    return caughtUp;
  }

  /** From now on told of every batch, on the writing thread. */
  public void listen(ViewListener listener) {
    listeners.add(listener);
  }

  void markCaughtUp() {
    caughtUp = true;
    listeners.forEach(listener -> listener.changed(List.of()));
  }

  /** Applies a batch, then tells the listeners. Only ever on one thread. */
  void update(Consumer<Batch> writer) {
    Batch batch = new Batch(state);
    lock.writeLock().lock();
    try {
      writer.accept(batch);
    } finally {
      lock.writeLock().unlock();
    }
    List<Change> changes = batch.changes();
    if (!changes.isEmpty()) {
      listeners.forEach(listener -> listener.changed(changes));
    }
  }

  /** Writes under the lock and notes what changed. */
  static final class Batch {
    private final ViewState state;
    private final Map<String, Change> latest = new LinkedHashMap<>();
    private final List<Change> points = new ArrayList<>();

    private Batch(ViewState state) {
      this.state = state;
    }

    boolean account(Account account) {
      state.put(account);
      Subject subject = account.subject();
      latest.put(subject.key(), new Change.OfAccount(subject, Optional.of(account)));
      return true;
    }

    boolean removeAccount(Subject subject) {
      state.remove(subject);
      return true;
    }

    boolean point(SeriesPoint point, byte[] wire) {
      boolean kept = state.add(point, wire);
      if (kept) {
        points.add(new Change.OfSeries(point));
      }
      return kept;
    }

    boolean alert(Alert alert) {
      state.put(alert);
      latest.put("alert/" + alert.fingerprint(), new Change.OfAlert(alert));
      latest.putIfAbsent(
          alert.subject().key(), new Change.OfAccount(alert.subject(), Optional.empty()));
      return true;
    }

    boolean removeAlert(String fingerprint) {
      state.removeAlert(fingerprint);
      return true;
    }

    private List<Change> changes() {
      List<Change> all = new ArrayList<>(points);
      all.addAll(latest.values());
      return all;
    }
  }
}
